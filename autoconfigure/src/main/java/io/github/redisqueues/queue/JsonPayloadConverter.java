package io.github.redisqueues.queue;

import java.lang.reflect.Type;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes payloads as JSON, and {@code byte[]} payloads unchanged. Uses a mapper of its
 * own, so that an application's settings for web requests do not change what is stored.
 * Ignores unknown properties and reads missing primitives as zero, so that two releases
 * of an application can share a queue. Only creates the declared type: the data contains
 * no class names, and Jackson's limits on depth and size apply. Safe for use by several
 * threads.
 */
public final class JsonPayloadConverter implements PayloadConverter {

	private final JsonMapper mapper;

	private final Map<Type, ObjectWriter> writers = new ConcurrentHashMap<>();

	private final Map<Type, ObjectReader> readers = new ConcurrentHashMap<>();

	/**
	 * Creates a converter with every Jackson module that is on the classpath.
	 */
	public JsonPayloadConverter() {
		this(JsonMapper.builder()
			.findAndAddModules()
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
					DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.build());
	}

	/**
	 * Creates a converter with the given mapper.
	 * @param mapper the mapper; it should not enable default typing
	 */
	public JsonPayloadConverter(JsonMapper mapper) {
		this.mapper = mapper;
	}

	@Override
	public void check(Type type) {
		new JsonTypeCheck(this.mapper, type).check();
	}

	@Override
	public byte[] write(Object payload, Type type) {
		if (payload instanceof byte[] bytes) {
			return bytes.clone();
		}
		try {
			return this.writers.computeIfAbsent(type, this::writer).writeValueAsBytes(payload);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException("A payload of " + payload.getClass().getName() + " cannot be written as JSON",
					ex);
		}
	}

	private ObjectWriter writer(Type type) {
		return this.mapper.writerFor(this.mapper.constructType(type));
	}

	@Override
	public Object read(byte[] bytes, Type type) {
		if (type == byte[].class) {
			return bytes.clone();
		}
		Object payload;
		try {
			payload = this.readers.computeIfAbsent(type, this::reader).readValue(bytes);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException(
					"The bytes cannot be read as JSON of " + type.getTypeName() + " (" + where(ex) + ")", null);
		}
		if (payload == null) {
			throw new PayloadException("The bytes are null in JSON, not a " + type.getTypeName(), null);
		}
		return payload;
	}

	private ObjectReader reader(Type type) {
		return this.mapper.readerFor(this.mapper.constructType(type));
	}

	/**
	 * Returns the kind of failure and its place. Jackson's own message may quote the
	 * data.
	 */
	private static String where(Throwable failure) {
		String kind = failure.getClass().getSimpleName();
		if (failure instanceof JacksonException ex && ex.getLocation() != null) {
			return kind + " at line " + ex.getLocation().getLineNr() + ", column " + ex.getLocation().getColumnNr();
		}
		return kind;
	}

}
