package io.github.redisqueues.queue;

import java.io.File;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DefaultTyping;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.jsontype.impl.DefaultTypeResolverBuilder;
import tools.jackson.databind.jsontype.impl.TypeIdResolverBase;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

/**
 * Notes the classes of the objects that a mapper writes where it could be another class,
 * and changes nothing about the JSON. Texts, numbers, booleans, lists and maps are not
 * noted, as JSON has them. It has no sets, no entries, no infinity, no NaN and no
 * comparators. Uses what Jackson calls default typing, for writing only.
 */
final class ClassRecorder extends TypeIdResolverBase {

	/**
	 * The attribute of a writer that gets the names of the classes.
	 */
	static final String CLASSES = ClassRecorder.class.getName();

	private ClassRecorder(JavaType baseType) {
		super(baseType);
	}

	/**
	 * Returns a copy of a mapper that notes classes, for writing only.
	 */
	static JsonMapper addTo(JsonMapper mapper) {
		SimpleModule keys = new SimpleModule(CLASSES);
		keys.setSerializerModifier(new Modifier());
		return mapper.rebuild().addModule(keys).setDefaultTyping(new Everywhere(mapper)).build();
	}

	@Override
	public @Nullable String idFromValue(DatabindContext context, Object value) {
		note((SerializationContext) context, value);
		return null;
	}

	@Override
	public @Nullable String idFromValueAndType(DatabindContext context, Object value, Class<?> type) {
		return (value != null) ? idFromValue(context, value) : null;
	}

	@Override
	public @Nullable String idFromBaseType(DatabindContext context) {
		return null;
	}

	@Override
	public JsonTypeInfo.Id getMechanism() {
		return JsonTypeInfo.Id.CUSTOM;
	}

	private static void note(SerializationContext context, Object value) {
		if (value instanceof Set<?> || value instanceof Map.Entry<?, ?>) {
			add(context, ((value instanceof Set<?>) ? Set.class : Map.Entry.class).getName());
			return;
		}
		if ((value instanceof Double || value instanceof Float) && !Double.isFinite(((Number) value).doubleValue())) {
			add(context, value.getClass().getName() + " that is not finite");
			return;
		}
		if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean
				|| value instanceof Collection<?> || value instanceof Map<?, ?>) {
			return;
		}
		if (isRelative(value)) {
			add(context, value.getClass().getName() + " that is relative");
		}
		Class<?> type = (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
		add(context, type.getName());
	}

	/**
	 * Tells whether a value is a path that Jackson writes as an absolute one.
	 */
	private static boolean isRelative(Object value) {
		return (value instanceof Path path && !path.isAbsolute()) || (value instanceof File file && !file.isAbsolute());
	}

	@SuppressWarnings("unchecked")
	static void add(SerializationContext context, String name) {
		((List<String>) context.getAttribute(CLASSES)).add(name);
	}

	/**
	 * Tells whether a serializer notes classes. Those of applications mostly do not.
	 */
	private static boolean takesTypeIds(ValueSerializer<?> serializer) {
		try {
			return serializer.getClass()
				.getMethod("serializeWithType", Object.class, JsonGenerator.class, SerializationContext.class,
						TypeSerializer.class)
				.getDeclaringClass() != ValueSerializer.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	/**
	 * Applies wherever the class of an object may differ from the declared one.
	 */
	private static final class Everywhere extends DefaultTypeResolverBuilder {

		private static final long serialVersionUID = 1L;

		private final transient JsonMapper mapper;

		Everywhere(JsonMapper mapper) {
			super(mapper.serializationConfig().getPolymorphicTypeValidator(), DefaultTyping.NON_FINAL,
					JsonTypeInfo.As.WRAPPER_ARRAY);
			this.mapper = mapper;
		}

		@Override
		public boolean useForType(JavaType type) {
			return !type.isPrimitive() && !type.isContainerType() && !type.isReferenceType() && !type.isFinal()
					&& !type.isEnumType() && !type.isTypeOrSubTypeOf(tools.jackson.core.TreeNode.class)
					&& takesTypeIds(this.mapper._serializationContext().findValueSerializer(type));
		}

		@Override
		protected TypeIdResolver idResolver(DatabindContext context, JavaType baseType,
				PolymorphicTypeValidator subtypeValidator, Collection<NamedType> subtypes, boolean forSer,
				boolean forDeser) {
			return new ClassRecorder(baseType);
		}

	}

	/**
	 * Notes the classes of the keys of maps whose keys are not declared as text: they are
	 * read back as text, and accessors of records that change a value. Notes nothing of a
	 * property whose own serializer cannot.
	 */
	private static final class Modifier extends ValueSerializerModifier {

		private static final long serialVersionUID = 1L;

		@Override
		public List<BeanPropertyWriter> changeProperties(SerializationConfig config,
				BeanDescription.Supplier description, List<BeanPropertyWriter> properties) {
			properties.stream()
				.filter((property) -> property.hasSerializer() && !takesTypeIds(property.getSerializer()))
				.forEach((property) -> property.assignTypeSerializer(null));
			if (description.getType().isRecordType()) {
				properties.replaceAll((property) -> (property.getClass() == BeanPropertyWriter.class)
						? new RecordPropertyWriter(property) : property);
			}
			return properties;
		}

		@Override
		@SuppressWarnings("unchecked")
		public ValueSerializer<?> modifySerializer(SerializationConfig config, BeanDescription.Supplier description,
				ValueSerializer<?> serializer) {
			return description.getType().isReferenceType()
					? new ReferenceSerializer((ValueSerializer<Object>) serializer) : serializer;
		}

		@Override
		public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return modifySorted(type, serializer);
		}

		@Override
		public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return modifySorted(type, serializer);
		}

		@SuppressWarnings("unchecked")
		private static ValueSerializer<?> modifySorted(JavaType type, ValueSerializer<?> serializer) {
			return SortedSerializer.isSorted(type) ? new SortedSerializer((ValueSerializer<Object>) serializer)
					: serializer;
		}

		@Override
		@SuppressWarnings("unchecked")
		public ValueSerializer<?> modifyKeySerializer(SerializationConfig config, JavaType type,
				BeanDescription.Supplier description, ValueSerializer<?> serializer) {
			return (type.isFinal() || type.isEnumType()) ? serializer
					: new KeySerializer((ValueSerializer<Object>) serializer);
		}

	}

	private static final class KeySerializer extends ValueSerializer<Object> {

		private final ValueSerializer<Object> serializer;

		KeySerializer(ValueSerializer<Object> serializer) {
			this.serializer = serializer;
		}

		@Override
		public void serialize(Object key, JsonGenerator generator, SerializationContext context) {
			if (key instanceof Number || key instanceof Boolean) {
				add(context, key.getClass().getName() + " as a key");
			}
			else {
				note(context, key);
			}
			this.serializer.serialize(key, generator, context);
		}

	}

}
