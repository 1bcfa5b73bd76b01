package io.github.redisqueues.internal.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.Sanitizer;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.json.JsonParseException;
import org.springframework.boot.json.JsonParser;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Shows payloads and headers to those who may see them, with the application's
 * {@link org.springframework.boot.actuate.endpoint.SanitizingFunction sanitizing
 * functions} applied to each value. The key of a value is its path in the payload, such
 * as {@code customer.password}, or the name of the header. Safe for use by several
 * threads.
 */
final class PayloadViews {

	/**
	 * Payloads that are larger are not shown.
	 */
	static final int LARGEST = 64 * 1024;

	private final Sanitizer sanitizer;

	private final boolean hasFunctions;

	PayloadViews(List<SanitizingFunction> functions) {
		this.sanitizer = new Sanitizer(functions);
		this.hasFunctions = !functions.isEmpty();
	}

	/**
	 * Returns whether a function of the application may hide something.
	 */
	boolean mayHide() {
		return this.hasFunctions;
	}

	/**
	 * Shows a payload.
	 * @param bytes the payload as it is stored
	 * @param visible whether the reader may see it
	 * @return what its JSON holds, or its text; null if it is no text, is too large or
	 * may not be seen
	 */
	@Nullable Object payload(byte[] bytes, boolean visible) {
		if (!visible || bytes.length > LARGEST) {
			return null;
		}
		String text = text(bytes);
		return (text != null) ? sanitize("", parse(text)) : null;
	}

	/**
	 * Shows the headers of a message.
	 * @param headers the headers
	 * @param visible whether the reader may see their values
	 * @return the headers, with asterisks for values that are not shown
	 */
	Map<String, @Nullable Object> headers(Map<String, String> headers, boolean visible) {
		Map<String, @Nullable Object> shown = new LinkedHashMap<>();
		headers.forEach((name, value) -> shown.put(name,
				this.sanitizer.sanitize(new SanitizableData(null, name, value), visible || isOurs(name))));
		return shown;
	}

	/**
	 * Returns whether a header carries nothing of the application.
	 */
	private static boolean isOurs(String name) {
		return name.equals("traceparent") || name.equals("schedule") || name.equals("tick");
	}

	/**
	 * Returns whether nothing is hidden from those who may see payloads.
	 * @param payload what the JSON of a payload holds, or its text
	 */
	boolean showsAll(@Nullable Object payload) {
		return Objects.equals(sanitize("", payload), payload);
	}

	/**
	 * Returns the text of a payload, null if it is none.
	 */
	static @Nullable String text(byte[] bytes) {
		try {
			String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
			return text.chars().allMatch((c) -> c >= ' ' || Character.isWhitespace(c)) ? text : null;
		}
		catch (CharacterCodingException ex) {
			return null;
		}
	}

	private static Object parse(String text) {
		JsonParser parser = JsonParserFactory.getJsonParser();
		String json = text.strip();
		try {
			if (json.startsWith("{")) {
				return parser.parseMap(json);
			}
			if (json.startsWith("[")) {
				return parser.parseList(json);
			}
			// A string or a number
			return parser.parseList("[" + json + "]").get(0);
		}
		catch (JsonParseException | IndexOutOfBoundsException ex) {
			return text;
		}
	}

	private @Nullable Object sanitize(String path, @Nullable Object value) {
		if (value instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> shown = new LinkedHashMap<>();
			map.forEach((key, element) -> shown.put(String.valueOf(key),
					sanitize(path.isEmpty() ? String.valueOf(key) : path + "." + key, element)));
			return shown;
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> shown = new ArrayList<>();
			list.forEach((element) -> shown.add(sanitize(path, element)));
			return shown;
		}
		return this.sanitizer.sanitize(new SanitizableData(null, path.isEmpty() ? "payload" : path, value), true);
	}

}
