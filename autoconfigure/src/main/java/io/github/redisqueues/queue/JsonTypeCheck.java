package io.github.redisqueues.queue;

import java.io.Serializable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.bean.BeanSerializerBase;
import tools.jackson.databind.ser.impl.UnknownSerializer;

import org.springframework.util.ClassUtils;

/**
 * Checks that Jackson can read back what it writes of a type, and of every type that its
 * properties have. Asks Jackson; of the types it only runs the code of enums, each
 * constant of which is written and read. Also finds out whether the declared types leave
 * open what a payload holds.
 */
final class JsonTypeCheck {

	private final JsonMapper mapper;

	private final SerializationContext writing;

	private final DeserializationContext reading;

	private final Type declared;

	private final Set<JavaType> visited = new HashSet<>();

	private final Set<String> properties = new HashSet<>();

	private @Nullable Class<?> onlyClass;

	private boolean isOpen;

	JsonTypeCheck(JsonMapper mapper, Type declared) {
		this.mapper = mapper;
		this.writing = mapper._serializationContext();
		this.reading = mapper._deserializationContext();
		this.declared = declared;
	}

	/**
	 * Checks the type.
	 * @throws PayloadTypeException if payloads of that type could not be read back
	 */
	void check(JavaType type) {
		if (this.declared == Void.class || this.declared == void.class) {
			throw wrong("it has no values, so that nothing could be sent", "Write the class of the payloads.");
		}
		if (this.declared == Object.class || this.declared == Serializable.class) {
			throw wrong(this.declared.getTypeName()
					+ " does not say what to read, so that every payload would come back as a map,"
					+ " a list or a text", "Write the class of the payloads.");
		}
		requireComplete(this.declared);
		visit(type, "");
		if (!type.isContainerType() && !type.isReferenceType() && !type.isAbstract() && !type.isEnumType()
				&& !isPolymorphic(type)) {
			this.onlyClass = type.getRawClass();
		}
	}

	/**
	 * Returns the only class that payloads may have, null if they may have others.
	 */
	@Nullable Class<?> onlyClass() {
		return this.onlyClass;
	}

	/**
	 * Returns the names of all properties.
	 */
	Set<String> properties() {
		return this.properties;
	}

	/**
	 * Returns whether a payload may hold what would not be read back, although its
	 * declared types can be.
	 */
	boolean isOpen() {
		return this.isOpen;
	}

	void open() {
		this.isOpen = true;
	}

	/**
	 * Refuses raw types, wildcards and type variables.
	 */
	private void requireComplete(Type type) {
		if (type instanceof Class<?> raw) {
			if (raw.isArray()) {
				requireComplete(raw.getComponentType());
			}
			else if (raw.getTypeParameters().length > 0) {
				throw wrong(raw.getName() + " has type parameters, and without type arguments JSON does not say what to"
						+ " read for them", "Write " + withExamples(raw) + ", with your own classes.");
			}
		}
		else if (type instanceof ParameterizedType parameterized) {
			Arrays.stream(parameterized.getActualTypeArguments()).forEach(this::requireComplete);
		}
		else if (type instanceof GenericArrayType array) {
			requireComplete(array.getGenericComponentType());
		}
		else {
			throw wrong("'" + type.getTypeName() + "' does not say what to read", "Write a class in its place.");
		}
	}

	private static String withExamples(Class<?> raw) {
		return Arrays.stream(raw.getTypeParameters())
			.map((variable) -> (variable.getName().equals("K")) ? "java.lang.String" : "com.acme.Order")
			.collect(Collectors.joining(", ", raw.getName() + "<", ">"));
	}

	/**
	 * Checks a type that payloads have.
	 * @param place where, for error messages; empty for the payload itself
	 */
	void visit(JavaType type, String place) {
		if (type.isPrimitive() || JsonExactTypes.contain(type.getRawClass()) || !this.visited.add(type)) {
			return;
		}
		if (type.isJavaLangObject()) {
			open();
			return;
		}
		JsonExactTypes.faultOf(type.getRawClass()).ifPresent((fault) -> {
			throw wrong(describe(type, place) + " " + fault.reason(), fault.action());
		});
		if (type.isContainerType() || type.isReferenceType()) {
			visitContents(type, place);
		}
		ValueSerializer<?> serializer = find(type, place, "written", () -> this.writing.findValueSerializer(type));
		ValueDeserializer<?> deserializer = find(type, place, "read back",
				() -> this.reading.findRootValueDeserializer(type));
		boolean isPolymorphic = isPolymorphic(type);
		if (ClassUtils.isInnerClass(type.getRawClass()) && !type.isInterface()) {
			throw unreadable(type, place, "an inner class, which cannot exist without its outer object",
					"Make the class static, or a record.");
		}
		if (deserializer instanceof AbstractDeserializer && !isPolymorphic) {
			throw unreadable(type, place, type.isInterface() ? "an interface" : "an abstract class",
					"Write a concrete class or a record, put @JsonTypeInfo and @JsonSubTypes on "
							+ type.getRawClass().getSimpleName()
							+ ", or define a PayloadConverter bean that can read it.");
		}
		if (type.isContainerType() || type.isReferenceType()) {
			requireCreatable(deserializer, type, place);
			if (SortedSerializer.isSorted(type)) {
				open();
			}
			return;
		}
		if (isPolymorphic) {
			open();
			new JsonSubtypes(this, this.writing).visit(type, place, this.writing.findTypeSerializer(type));
		}
		if (type.isEnumType()) {
			requireConstantsKept(type, place);
			return;
		}
		if (type.isAbstract()) {
			open();
			return;
		}
		if (!type.isRecordType()) {
			// It may have subclasses, and getters and setters with code of their own
			open();
		}
		if (serializer instanceof BeanSerializerBase || serializer instanceof UnknownSerializer) {
			new JsonBeanCheck(this, type, place, this.writing).check(serializer,
					(deserializer instanceof BeanDeserializerBase bean) ? bean : null);
		}
		else {
			// A serializer that this class knows nothing of
			open();
		}
	}

	private void requireCreatable(ValueDeserializer<?> deserializer, JavaType type, String place) {
		ValueInstantiator instantiator = (deserializer instanceof ValueInstantiator.Gettable container)
				? container.getValueInstantiator() : null;
		if (instantiator != null && !instantiator.canInstantiate()) {
			throw wrong(describe(type, place) + " cannot be read back, because Jackson does not know how to create one",
					"Declare a List, a Set or a Map, or a class of them that has a constructor without parameters.");
		}
	}

	private void visitContents(JavaType type, String place) {
		JavaType key = type.getKeyType();
		if (key != null && !key.isJavaLangObject()) {
			find(key, place, "read back as a key of a map", () -> this.reading.findKeyDeserializer(key, null));
		}
		if (key != null && !JsonExactTypes.containKey(key.getRawClass())) {
			open();
		}
		if (type.getContentType() != null) {
			visit(type.getContentType(), place.isEmpty() ? "an element" : place);
		}
	}

	private void requireConstantsKept(JavaType type, String place) {
		Object[] constants = type.getRawClass().getEnumConstants();
		if (constants == null) {
			open();
			return;
		}
		for (Object constant : constants) {
			if (!isKept(type, constant)) {
				throw wrong(
						"constant " + ((Enum<?>) constant).name() + " of " + describe(type, place)
								+ " is not read back as itself from the JSON that Jackson writes of it",
						"Give each constant a text of its own in toString() or @JsonValue, let @JsonCreator find it by"
								+ " that text, and do not write the enum as an object.");
			}
		}
	}

	private boolean isKept(JavaType type, Object constant) {
		try {
			byte[] json = this.mapper.writerFor(type).writeValueAsBytes(constant);
			return this.mapper.readerFor(type).readValue(json) == constant;
		}
		catch (JacksonException ex) {
			return false;
		}
	}

	private boolean isPolymorphic(JavaType type) {
		return this.writing.findTypeSerializer(type) != null;
	}

	private <T> T find(JavaType type, String place, String what, Supplier<T> lookup) {
		try {
			return lookup.get();
		}
		catch (JacksonException | IllegalArgumentException ex) {
			String reason = (ex instanceof JacksonException jackson) ? jackson.getOriginalMessage() : ex.getMessage();
			throw wrong(describe(type, place) + " cannot be " + what + ": " + reason,
					"Correct the class, or define a PayloadConverter bean that can read it.");
		}
	}

	/**
	 * Names a type, and its place unless it is the payload.
	 */
	String describe(JavaType type, String place) {
		String name = type.getRawClass().getTypeName();
		return place.isEmpty() ? name : name + " (" + place + ")";
	}

	PayloadTypeException unreadable(JavaType type, String place, String what, String action) {
		return wrong(describe(type, place) + " is " + what + ": it can be written as JSON, but not be read back",
				action);
	}

	PayloadTypeException wrong(String reason, String action) {
		return new PayloadTypeException(this.declared, reason, action);
	}

	void addProperty(String name) {
		this.properties.add(name);
	}

}
