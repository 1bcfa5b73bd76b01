package io.github.redisqueues.queue;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.PriorityBlockingQueue;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Notes the class of a sorted collection or map that has a comparator. JSON has none, so
 * that it is read back in its natural order.
 */
final class SortedSerializer extends ValueSerializer<Object> {

	private final ValueSerializer<Object> serializer;

	SortedSerializer(ValueSerializer<Object> serializer) {
		this.serializer = serializer;
	}

	/**
	 * Returns whether what is declared with a type is sorted.
	 */
	static boolean isSorted(JavaType type) {
		return type.isTypeOrSubTypeOf(SortedSet.class) || type.isTypeOrSubTypeOf(SortedMap.class)
				|| type.isTypeOrSubTypeOf(PriorityQueue.class) || type.isTypeOrSubTypeOf(PriorityBlockingQueue.class);
	}

	@Override
	@SuppressWarnings("unchecked")
	public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
		return new SortedSerializer((ValueSerializer<Object>) this.serializer.createContextual(context, property));
	}

	@Override
	public boolean isEmpty(SerializationContext context, Object value) {
		return this.serializer.isEmpty(context, value);
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		note(value, context);
		this.serializer.serialize(value, generator, context);
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer types) {
		note(value, context);
		this.serializer.serializeWithType(value, generator, context, types);
	}

	private static void note(Object value, SerializationContext context) {
		Comparator<?> comparator = comparator(value);
		if (comparator != null && comparator != Comparator.naturalOrder()) {
			ClassRecorder.add(context, value.getClass().getName() + " with a comparator");
		}
	}

	private static @Nullable Comparator<?> comparator(Object value) {
		if (value instanceof SortedSet<?> set) {
			return set.comparator();
		}
		if (value instanceof SortedMap<?, ?> map) {
			return map.comparator();
		}
		if (value instanceof PriorityQueue<?> queue) {
			return queue.comparator();
		}
		return (value instanceof PriorityBlockingQueue<?> queue) ? queue.comparator() : null;
	}

}
