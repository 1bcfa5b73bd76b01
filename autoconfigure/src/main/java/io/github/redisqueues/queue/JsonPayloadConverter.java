package io.github.redisqueues.queue;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payloads as JSON, and {@code byte[]} payloads as they are. The mapper is its own, so
 * that nothing an application does for its web requests changes what is stored.
 * Properties that are unknown are passed over and primitive ones that are missing are
 * zero, so that two releases of an application can share a queue. Only the declared type
 * is ever made from the bytes: there is no typing in the data, and Jackson's limits of
 * depth and size hold.
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
	 * Creates a converter with a mapper of the caller's making.
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
			throw new PayloadException("The bytes are no " + type.getName() + " in JSON (" + where(ex) + ")", null);
		}
		if (payload == null) {
			throw new PayloadException("The bytes are null in JSON, and no " + type.getName(), null);
		}
		return payload;
	}

	/**
	 * Jackson's own message may quote the data, so the kind of failure and its place must
	 * do.
	 */
	private static String where(Throwable failure) {
		String kind = failure.getClass().getSimpleName();
		if (failure instanceof JacksonException ex && ex.getLocation() != null) {
			return kind + " at line " + ex.getLocation().getLineNr() + ", column " + ex.getLocation().getColumnNr();
		}
		return kind;
	}

}
