package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes payloads as JSON, and {@code byte[]} payloads unchanged. Uses a mapper of its
 * own, so that an application's settings for web requests do not change what is stored.
 * Ignores unknown properties and reads missing primitives as zero, so that two releases
 * of an application can share a queue. Keeps decimals exact, and the offset and zone of
 * dates. Only creates the declared type: the data contains no class names, and Jackson's
 * limits on depth and size apply. Safe for use by several threads.
 * <p>
 * Nothing is lost silently. A type that cannot be read back is refused by
 * {@link #check(Type)}. A payload of which something would be lost, such as the fields of
 * a subclass, a comparator, or a date or a set in a place declared as {@code Object}, is
 * refused by {@link #write(Object, Type)}. A type that leaves such places open is read
 * back with each write, which costs one read and two writes more. A record leaves none
 * open if it consists of enums, of types such as {@code String} and {@code Instant}, of
 * lists of them, and of records like itself, and if its accessors and the constructor
 * that Jackson uses are those of the compiler, or only check parameters; its JSON is only
 * read back if it has over 50,000 bytes, or a number of over 1,000 digits.
 */
public final class JsonPayloadConverter implements PayloadConverter {

	private final JsonMapper mapper;

	private final boolean isOurs;

	private final Map<Type, JsonCodec> codecs = new ConcurrentHashMap<>();

	/**
	 * Creates a converter with every Jackson module that is on the classpath.
	 */
	public JsonPayloadConverter() {
		this(JsonMapper.builder()
			.findAndAddModules()
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.enable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE, DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
			.build(), true);
	}

	/**
	 * Creates a converter with the given mapper. As its settings decide what is lost,
	 * every payload is read back when it is written.
	 * @param mapper the mapper; it should not enable default typing. Processes whose
	 * mappers have different settings may not be able to read each other's messages.
	 */
	public JsonPayloadConverter(JsonMapper mapper) {
		this(mapper, false);
	}

	private JsonPayloadConverter(JsonMapper mapper, boolean isOurs) {
		this.mapper = Objects.requireNonNull(mapper, "mapper must not be null");
		this.isOurs = isOurs;
	}

	@Override
	public void check(Type type) {
		codec(type);
	}

	private JsonCodec codec(Type type) {
		return this.codecs.computeIfAbsent(type, (key) -> JsonCodec.of(this.mapper, key, this.isOurs));
	}

	@Override
	public byte[] write(Object payload, Type type) {
		if (type == byte[].class) {
			return ((byte[]) payload).clone();
		}
		return codec(type).write(payload);
	}

	@Override
	public Object read(byte[] bytes, Type type) {
		if (type == byte[].class) {
			return bytes.clone();
		}
		Object payload;
		try {
			payload = codec(type).read(bytes);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException(
					"The bytes cannot be read as JSON of " + type.getTypeName() + " (" + JsonCodec.where(ex) + ")",
					null);
		}
		if (payload == null) {
			throw new PayloadException("The bytes are null in JSON, not a " + type.getTypeName(), null);
		}
		return payload;
	}

}
