package io.github.redisqueues.queue;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.util.NameTransformer;

/**
 * Notes an {@code Optional} and the like where another class is declared. JSON only has
 * what is in it.
 */
final class ReferenceSerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> serializer;

	ReferenceSerializer(ValueSerializer<Object> serializer) {
		this.serializer = serializer;
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		return new ReferenceSerializer((ValueSerializer<Object>) this.serializer.createContextual(context, property));
	}

	@Override
	public ValueSerializer<Object> unwrappingSerializer(NameTransformer names) {
		return new ReferenceSerializer(this.serializer.unwrappingSerializer(names));
	}

	@Override
	public boolean isUnwrappingSerializer() {
		return this.serializer.isUnwrappingSerializer();
	}

	@Override
	public boolean isEmpty(SerializationContext context, Object value) {
		return this.serializer.isEmpty(context, value);
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		this.serializer.serialize(value, generator, context);
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer types) {
		ClassRecorder.add(context, value.getClass().getName());
		this.serializer.serializeWithType(value, generator, context, types);
	}

}
