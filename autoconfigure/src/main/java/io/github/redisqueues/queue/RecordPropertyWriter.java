package io.github.redisqueues.queue;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;

import org.springframework.util.ReflectionUtils;

/**
 * Writes a property of a record, and notes whether its accessor returns another value
 * than the record has. The copy that is read back from the JSON has what the accessor
 * returned, so that its JSON shows no difference.
 */
final class RecordPropertyWriter extends BeanPropertyWriter {

	private static final long serialVersionUID = 1L;

	private final transient @Nullable Field field;

	RecordPropertyWriter(BeanPropertyWriter property) {
		super(property);
		this.field = field(property);
	}

	private static @Nullable Field field(BeanPropertyWriter property) {
		try {
			Field field = property.getMember().getDeclaringClass().getDeclaredField(property.getMember().getName());
			field.setAccessible(true);
			return field;
		}
		catch (NoSuchFieldException | RuntimeException ex) {
			// No accessor of a component, or in a module that is closed
			return null;
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
			throws Exception {
		if (this.field != null && context.getAttribute(ClassRecorder.CLASSES) instanceof List<?> classes
				&& !Objects.deepEquals(get(bean), ReflectionUtils.getField(this.field, bean))) {
			((List<String>) classes)
				.add(bean.getClass().getName() + ", whose accessor " + getMember().getName() + "() changes the value");
		}
		super.serializeAsProperty(bean, generator, context);
	}

}
