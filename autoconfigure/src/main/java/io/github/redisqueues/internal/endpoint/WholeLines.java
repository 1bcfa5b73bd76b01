package io.github.redisqueues.internal.endpoint;

import java.io.IOException;
import java.io.Writer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.json.JsonParser;
import org.springframework.boot.json.JsonParserFactory;

/**
 * Passes on the lines of an export, unless the application's sanitizing functions hide
 * something of a message: an export is the whole message or nothing. Not safe for use by
 * several threads.
 */
final class WholeLines extends Writer {

	private final Writer target;

	private final PayloadViews views;

	private final JsonParser parser = JsonParserFactory.getJsonParser();

	private final StringBuilder line = new StringBuilder();

	WholeLines(Writer target, PayloadViews views) {
		this.target = target;
		this.views = views;
	}

	@Override
	public void write(char[] text, int from, int count) throws IOException {
		for (int i = from; i < from + count; i++) {
			this.line.append(text[i]);
			if (text[i] == '\n') {
				check(this.parser.parseMap(this.line.toString()));
				this.target.append(this.line);
				this.line.setLength(0);
			}
		}
	}

	private void check(Map<String, @Nullable Object> line) {
		if (!showsHeaders(line)) {
			throw hidden(line);
		}
		if (line.get("payloadBase64") instanceof String encoded) {
			checkPayload(line, PayloadViews.text(Base64.getDecoder().decode(encoded)));
		}
		else if (line.containsKey("payload")) {
			if (!this.views.showsAll(line.get("payload"))) {
				throw hidden(line);
			}
		}
		else {
			checkPayload(line, null);
		}
	}

	private boolean showsHeaders(Map<String, @Nullable Object> line) {
		Map<String, String> headers = new LinkedHashMap<>();
		if (line.get("headers") instanceof Map<?, ?> map) {
			map.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
		}
		return this.views.headers(headers, true).equals(headers);
	}

	/**
	 * Checks a payload that is not JSON.
	 * @param text its text, null if it has none that can be read
	 */
	private void checkPayload(Map<String, @Nullable Object> line, @Nullable String text) {
		if (text == null && this.views.mayHide()) {
			throw new NotShownException(
					"The payload of message '" + line.get("id") + "' is not text or larger than " + PayloadViews.LARGEST
							+ " bytes, so the application's SanitizingFunction cannot tell whether it may"
							+ " be shown. Export in code instead");
		}
		if (!this.views.showsAll(text)) {
			throw hidden(line);
		}
	}

	private static NotShownException hidden(Map<String, @Nullable Object> line) {
		return new NotShownException("The export would show values of message '" + line.get("id")
				+ "' that a SanitizingFunction of the application hides. Export in code instead");
	}

	@Override
	public void flush() throws IOException {
		this.target.flush();
	}

	@Override
	public void close() throws IOException {
		this.target.close();
	}

}
