package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes and reads the payloads of one type. A type that may hold what JSON cannot read
 * back is read back with each write. Safe for use by several threads.
 */
final class JsonCodec {

	private final Type declared;

	private final @Nullable Class<?> onlyClass;

	private final Set<String> properties;

	private final boolean isReadBack;

	private final ObjectReader reader;

	/**
	 * Refuses a name that an object has twice: two keys of a map with the same text.
	 */
	private final ObjectReader readingBack;

	private final ObjectWriter writer;

	private final ObjectWriter recording;

	private JsonCodec(JsonMapper mapper, Type declared, JavaType type, JsonTypeCheck check, boolean isReadBack) {
		this.declared = declared;
		this.onlyClass = check.onlyClass();
		this.properties = check.properties();
		this.isReadBack = isReadBack;
		this.reader = mapper.readerFor(type);
		this.readingBack = this.reader.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
		this.writer = mapper.writerFor(type);
		this.recording = ClassRecorder.addTo(mapper).writerFor(type);
	}

	/**
	 * Checks a type.
	 * @param trustsMapper whether the mapper reads back exactly what it writes of dates
	 * and numbers
	 * @throws PayloadTypeException if payloads of that type could not be read back
	 */
	static JsonCodec of(JsonMapper mapper, Type declared, boolean trustsMapper) {
		JavaType type;
		try {
			type = mapper.constructType(declared);
		}
		catch (RuntimeException ex) {
			throw new PayloadTypeException(declared, "Jackson cannot work with it: " + ex.getMessage(),
					"Write another type.");
		}
		JsonTypeCheck check = new JsonTypeCheck(mapper, declared);
		check.check(type);
		return new JsonCodec(mapper, declared, type, check, check.isOpen() || !trustsMapper);
	}

	@Nullable Object read(byte[] bytes) {
		return this.reader.readValue(bytes);
	}

	/**
	 * Writes a payload.
	 * @throws PayloadException if it cannot be written, or something would be lost
	 */
	byte[] write(Object payload) {
		if (this.onlyClass != null && payload.getClass() != this.onlyClass) {
			throw lost(payload,
					"it would be read back as " + this.onlyClass.getName()
							+ ", without what its own class adds. Send that class, declare the payload's class, or put"
							+ " @JsonTypeInfo and @JsonSubTypes on " + this.onlyClass.getSimpleName());
		}
		try {
			if (this.isReadBack) {
				return writeAndReadBack(payload);
			}
			byte[] json = this.writer.writeValueAsBytes(payload);
			return mayBeTooLong(json) ? writeAndReadBack(payload) : json;
		}
		catch (StreamConstraintsException | StackOverflowError ex) {
			throw new PayloadException("A payload of " + payload.getClass().getName()
					+ " cannot be written as JSON, because its objects are nested too deep, or refer to each other in"
					+ " a circle. Send an id in place of such a reference", ex);
		}
		catch (JacksonException ex) {
			throw new PayloadException("A payload of " + payload.getClass().getName() + " cannot be written as JSON",
					ex);
		}
	}

	/**
	 * Tells whether Jackson may refuse to read the JSON, for the length of a name or of a
	 * number. A longer number has a character at one of the places that are looked at.
	 */
	private static boolean mayBeTooLong(byte[] json) {
		if (json.length > StreamReadConstraints.DEFAULT_MAX_NAME_LEN) {
			return true;
		}
		int longest = StreamReadConstraints.DEFAULT_MAX_NUM_LEN;
		for (int place = longest; place < json.length; place += longest) {
			int start = place;
			while (start > 0 && isOfNumber(json[start])) {
				start--;
			}
			int end = place;
			while (end < json.length && isOfNumber(json[end])) {
				end++;
			}
			if (end - start > longest) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOfNumber(byte character) {
		return (character >= '0' && character <= '9') || switch (character) {
			case '.', '+', '-', 'e', 'E' -> true;
			default -> false;
		};
	}

	private byte[] writeAndReadBack(Object payload) {
		Written written = write(payload, true);
		Object back;
		try {
			back = this.readingBack.readValue(written.json());
		}
		catch (JacksonException | StackOverflowError ex) {
			throw lost(payload, "its JSON cannot be read back (" + where(ex) + ")");
		}
		if (back == null) {
			throw lost(payload, "its JSON is null");
		}
		Written again = write(back, written.isRecorded());
		if (!written.classes().equals(again.classes())) {
			Set<String> lost = new TreeSet<>(written.classes());
			again.classes().forEach(lost::remove);
			throw lost(payload, "an object of " + String.join(" and of ", lost.isEmpty() ? written.classes() : lost)
					+ " would be read back as something else. Declare its class where the payload has Object or a parent"
					+ " class, or put @JsonTypeInfo and @JsonSubTypes on the parent");
		}
		if (!Arrays.equals(written.json(), again.json())) {
			Set<String> lost = difference(written, again);
			if (!lost.isEmpty()) {
				// What is different each time it is written, such as an age, is not lost
				lost.removeAll(difference(written, write(payload, false)));
			}
			if (!lost.isEmpty()) {
				throw lost(payload, "of its JSON " + String.join(" and ", lost)
						+ " is not read back as it was written. Give the class a constructor parameter or a setter for"
						+ " it, or declare the exact type");
			}
		}
		return written.json();
	}

	/**
	 * Writes a payload, and notes the class of each object that stands where another
	 * class is declared. A serializer of the application may not support that.
	 */
	private Written write(Object payload, boolean records) {
		if (records) {
			List<String> classes = new ArrayList<>();
			try {
				byte[] json = this.recording.withAttribute(ClassRecorder.CLASSES, classes).writeValueAsBytes(payload);
				classes.sort(null);
				return new Written(json, classes, true);
			}
			catch (JacksonException ex) {
				return new Written(this.writer.writeValueAsBytes(payload), List.of(), false);
			}
		}
		return new Written(this.writer.writeValueAsBytes(payload), List.of(), false);
	}

	private Set<String> difference(Written original, Written copy) {
		return JsonDifference.between(original.json(), copy.json(), this.properties);
	}

	private record Written(byte[] json, List<String> classes, boolean isRecorded) {

	}

	private PayloadException lost(Object payload, String reason) {
		return new PayloadException("A payload of " + payload.getClass().getName() + " is not sent as "
				+ this.declared.getTypeName() + ", because " + reason, null);
	}

	/**
	 * Returns the kind of failure and its place. Jackson's own message may quote the
	 * data.
	 */
	static String where(Throwable failure) {
		String kind = failure.getClass().getSimpleName();
		if (failure instanceof JacksonException ex && ex.getLocation() != null) {
			return kind + " at line " + ex.getLocation().getLineNr() + ", column " + ex.getLocation().getColumnNr();
		}
		return kind;
	}

}
