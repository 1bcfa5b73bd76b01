package io.github.redisqueues.queue;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
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
	public byte[] write(Object payload) {
		if (payload instanceof byte[] bytes) {
			return bytes.clone();
		}
		try {
			return this.mapper.writeValueAsBytes(payload);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException("A payload of " + payload.getClass().getName() + " cannot be written as JSON",
					ex);
		}
	}

	@Override
	public <E> E read(byte[] bytes, Class<E> type) {
		if (type == byte[].class) {
			return type.cast(bytes.clone());
		}
		E payload;
		try {
			payload = this.mapper.readValue(bytes, type);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new PayloadException("The bytes cannot be read as JSON of " + type.getName() + " (" + where(ex) + ")",
					null);
		}
		if (payload == null) {
			throw new PayloadException("The bytes are null in JSON, not a " + type.getName(), null);
		}
		return payload;
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
