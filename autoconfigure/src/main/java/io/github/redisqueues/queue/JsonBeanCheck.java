package io.github.redisqueues.queue;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeId;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedWithParams;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.ser.PropertyWriter;

import org.springframework.util.StringUtils;

/**
 * Checks a class that Jackson writes and reads property by property: each field has to be
 * written, and what is written has to be read.
 */
final class JsonBeanCheck {

	/**
	 * As in {@code m_name}.
	 */
	private static final int LONGEST_PREFIX = 2;

	/**
	 * Annotations of fields that are not written on purpose.
	 */
	private static final List<Class<? extends Annotation>> LEFT_OUT = List.of(JsonIgnore.class, JsonBackReference.class,
			JsonTypeId.class, JacksonInject.class);

	private final JsonTypeCheck check;

	private final JavaType type;

	private final String place;

	private final BeanDescription description;

	JsonBeanCheck(JsonTypeCheck check, JavaType type, String place, SerializationContext context) {
		this.check = check;
		this.type = type;
		this.place = place;
		this.description = context.introspectBeanDescription(type, context.introspectClassAnnotations(type));
	}

	/**
	 * Checks the class.
	 * @param serializer writes it
	 * @param deserializer reads it, null if it is not one that reads properties
	 */
	void check(ValueSerializer<?> serializer, @Nullable BeanDeserializerBase deserializer) {
		Map<String, BeanPropertyDefinition> definitions = new HashMap<>();
		this.description.findProperties().forEach((property) -> definitions.put(property.getName(), property));
		Map<String, PropertyWriter> written = new HashMap<>();
		for (Iterator<PropertyWriter> writers = serializer.properties(); writers.hasNext();) {
			PropertyWriter writer = writers.next();
			written.put(writer.getName(), writer);
		}
		requireFieldsWritten(written, definitions, deserializer != null);
		if (this.type.isRecordType() && !isPlainRecord(written, deserializer)) {
			this.check.open();
		}
		if (deserializer == null
				|| this.description.getClassInfo().annotations().anyMatch(JsonBeanCheck::mayChangeTheValue)) {
			this.check.open();
		}
		if (deserializer != null && !deserializer.getValueInstantiator().canInstantiate()) {
			throw this.check.wrong(name() + " cannot be read back, because Jackson finds no constructor for it",
					"Make it a record, add a constructor without parameters, or put @JsonCreator on one whose parameters"
							+ " have @JsonProperty.");
		}
		written.forEach((name, writer) -> visit(writer, definitions.get(name), deserializer));
	}

	/**
	 * Tells whether a record is written by its own accessors and read by its canonical
	 * constructor, which change nothing.
	 */
	private boolean isPlainRecord(Map<String, PropertyWriter> written, @Nullable BeanDeserializerBase deserializer) {
		Class<?> record = this.type.getRawClass();
		RecordComponent[] components = record.getRecordComponents();
		List<Method> accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toList();
		AnnotatedWithParams creator = (deserializer != null) ? deserializer.getValueInstantiator().getWithArgsCreator()
				: null;
		boolean isCreatedByComponents = components.length == 0
				|| (creator != null && creator.getAnnotated() instanceof Constructor<?> constructor
						&& Arrays.equals(constructor.getParameterTypes(),
								Arrays.stream(components).map(RecordComponent::getType).toArray()));
		return isCreatedByComponents
				&& written.values()
					.stream()
					.allMatch((writer) -> writer.getMember() instanceof AnnotatedField
							|| accessors.contains(writer.getMember().getAnnotated()))
				&& JsonRecordCode.keepsComponents(record);
	}

	private void requireFieldsWritten(Map<String, PropertyWriter> written,
			Map<String, BeanPropertyDefinition> definitions, boolean isReadAsBean) {
		Set<String> names = new HashSet<>();
		written.forEach((name, writer) -> {
			BeanPropertyDefinition definition = definitions.get(name);
			names.add(((definition != null) ? definition.getInternalName() : name).toLowerCase(Locale.ROOT));
			names.add(writer.getMember().getName().toLowerCase(Locale.ROOT));
		});
		for (Class<?> each = this.type.getRawClass(); hasState(each); each = each.getSuperclass()) {
			for (Field field : each.getDeclaredFields()) {
				if (isState(field) && (isReadAsBean || !isOfTheJdk(each)) && !isCovered(field, names)) {
					if (isOfTheJdk(each)) {
						throw this.check.wrong(name() + " keeps its state in fields that Jackson does not write",
								"Use another type, or define a PayloadConverter bean that can write it.");
					}
					if (isWriteOnly(field)) {
						throw this.check.wrong(
								"field '" + field.getName() + "' of " + each.getName()
										+ " is never written to JSON, because it is WRITE_ONLY, and would be lost",
								"Remove the access from its @JsonProperty. If it need not be sent, put @JsonIgnore on it.");
					}
					String getter = "get" + StringUtils.capitalize(field.getName()) + "()";
					throw this.check.wrong(
							"field '" + field.getName() + "' of " + each.getName()
									+ " is not written to JSON, and would be lost",
							"Make the class a record, add " + getter
									+ " or put @JsonProperty on the field. If it need not"
									+ " be sent, make it transient or put @JsonIgnore on it.");
				}
			}
		}
	}

	/**
	 * Tells whether the fields of a class count. Jackson knows those of exceptions.
	 */
	private static boolean hasState(@Nullable Class<?> type) {
		return type != null && type != Throwable.class;
	}

	private static boolean isWriteOnly(Field field) {
		JsonProperty annotation = field.getAnnotation(JsonProperty.class);
		return annotation != null && annotation.access() == JsonProperty.Access.WRITE_ONLY;
	}

	private static boolean isOfTheJdk(Class<?> type) {
		return type.getName().startsWith("java.") || type.getName().startsWith("javax.");
	}

	private static boolean isState(Field field) {
		return !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
				&& !field.isSynthetic() && !field.getName().contains("$");
	}

	/**
	 * Tells whether a field is written, or was left out on purpose. The name of a field
	 * may have a short prefix, as in {@code mName}, if no other field has the name
	 * without it.
	 */
	private boolean isCovered(Field field, Set<String> names) {
		if (this.description.getIgnoredPropertyNames().contains(field.getName())
				|| LEFT_OUT.stream().anyMatch(field::isAnnotationPresent)
				|| field.getType().isAnnotationPresent(JsonIgnoreType.class) || isBackReference(field)
				|| isAnyGetter(field)) {
			return true;
		}
		String name = field.getName().toLowerCase(Locale.ROOT);
		if (names.contains(name)) {
			return true;
		}
		boolean isPrefixed = IntStream.rangeClosed(1, Math.min(LONGEST_PREFIX, name.length() - 1))
			.mapToObj(name::substring)
			.anyMatch((known) -> names.contains(known) && !hasField(known));
		if (isPrefixed) {
			this.check.open();
		}
		return isPrefixed;
	}

	private static boolean isOfJackson(Annotation annotation) {
		return annotation.annotationType().getName().startsWith("com.fasterxml.jackson.annotation.");
	}

	private boolean isBackReference(Field field) {
		List<BeanPropertyDefinition> references = this.description.findBackReferences();
		return references != null
				&& references.stream().anyMatch((reference) -> reference.getInternalName().equals(field.getName()));
	}

	private boolean isAnyGetter(Field field) {
		AnnotatedMember getter = this.description.findAnyGetter();
		return getter != null && Map.class.isAssignableFrom(field.getType());
	}

	private void visit(PropertyWriter writer, @Nullable BeanPropertyDefinition definition,
			@Nullable BeanDeserializerBase deserializer) {
		this.check.addProperty(writer.getName());
		boolean isUnwrapped = writer.getAnnotation(JsonUnwrapped.class) != null;
		boolean isRead = deserializer == null || isUnwrapped || deserializer.hasAnySetter()
				|| deserializer.findProperty(PropertyName.construct(writer.getName())) != null;
		if (!isRead) {
			requireDerived(writer, definition);
		}
		if (isUnwrapped) {
			this.check.open();
		}
		AnnotatedMember member = (definition != null) ? definition.getPrimaryMember() : writer.getMember();
		if (member != null && member.annotations().anyMatch(JsonBeanCheck::mayChangeTheValue)) {
			this.check.open();
		}
		if (member == null || !hasOwnRules(member)) {
			this.check.visit(writer.getType(),
					"property '" + writer.getName() + "' of " + this.type.getRawClass().getName());
		}
	}

	/**
	 * A getter without a field is derived from other properties, which is known only when
	 * a payload is written.
	 */
	private void requireDerived(PropertyWriter writer, @Nullable BeanPropertyDefinition definition) {
		JsonProperty annotation = writer.getAnnotation(JsonProperty.class);
		boolean isReadOnly = annotation != null && annotation.access() == JsonProperty.Access.READ_ONLY;
		if (!isReadOnly && definition != null && hasField(definition.getInternalName())) {
			throw this.check.wrong(
					"property '" + writer.getName() + "' of " + this.type.getRawClass().getName()
							+ " is written to JSON, but is lost when it is read, because nothing sets it",
					"Add a constructor parameter or a setter for it, or make the class a record. If it need not be sent,"
							+ " put @JsonIgnore on it.");
		}
		this.check.open();
	}

	private boolean hasField(String name) {
		for (Class<?> each = this.type.getRawClass(); hasState(each); each = each.getSuperclass()) {
			if (Arrays.stream(each.getDeclaredFields())
				.anyMatch((field) -> isState(field) && field.getName().equalsIgnoreCase(name))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Any annotation of Jackson, known or not, may do so, except for the one that only
	 * gives a name.
	 */
	private static boolean mayChangeTheValue(Annotation annotation) {
		return !(annotation instanceof JsonProperty)
				&& (isOfJackson(annotation) || annotation.annotationType().getName().startsWith("tools.jackson."));
	}

	private static boolean hasOwnRules(AnnotatedMember member) {
		return member.hasAnnotation(JsonTypeInfo.class) || member.hasAnnotation(JsonSerialize.class)
				|| member.hasAnnotation(JsonDeserialize.class);
	}

	private String name() {
		return this.check.describe(this.type, this.place);
	}

}
