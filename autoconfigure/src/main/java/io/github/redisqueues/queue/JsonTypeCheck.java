package io.github.redisqueues.queue;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Collectors;

import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * Checks that a declared type, with its type arguments, says what to read. A concrete
 * class is not tried, as that would run a constructor of the application.
 */
final class JsonTypeCheck {

	private final JsonMapper mapper;

	private final Type declared;

	JsonTypeCheck(JsonMapper mapper, Type declared) {
		this.mapper = mapper;
		this.declared = declared;
	}

	/**
	 * Checks the type.
	 * @throws PayloadTypeException if payloads of that type could not be read back
	 */
	void check() {
		if (this.declared == Object.class) {
			throw wrong("java.lang.Object does not say what to read, so that every payload would come back as a map,"
					+ " a list or a text", "Write the class of the payloads.");
		}
		check(this.declared);
	}

	private void check(Type type) {
		if (type instanceof Class<?> raw) {
			checkClass(raw);
		}
		else if (type instanceof ParameterizedType parameterized) {
			checkReadable(parameterized, (Class<?>) parameterized.getRawType());
			Arrays.stream(parameterized.getActualTypeArguments()).forEach(this::check);
		}
		else if (type instanceof GenericArrayType array) {
			check(array.getGenericComponentType());
		}
		else {
			throw wrong("'" + type.getTypeName() + "' does not say what to read", "Write a class in its place.");
		}
	}

	private void checkClass(Class<?> raw) {
		if (raw.isArray()) {
			check(raw.getComponentType());
		}
		else if (raw.getTypeParameters().length > 0) {
			throw wrong(raw.getName() + " has type parameters, and without type arguments JSON does not say what to"
					+ " read for them", "Write " + withExamples(raw) + ", with your own classes.");
		}
		else if (raw != Object.class) {
			checkReadable(raw, raw);
		}
	}

	private static String withExamples(Class<?> raw) {
		return Arrays.stream(raw.getTypeParameters())
			.map((variable) -> (variable.getName().equals("K")) ? "java.lang.String" : "com.acme.Order")
			.collect(Collectors.joining(", ", raw.getName() + "<", ">"));
	}

	private void checkReadable(Type type, Class<?> raw) {
		if (ClassUtils.isInnerClass(raw) && !raw.isInterface()) {
			throw unreadable(raw, "an inner class, which cannot exist without its outer object",
					"Make the class static, or a record.");
		}
		if (Modifier.isAbstract(raw.getModifiers()) && !raw.isEnum() && !raw.isPrimitive() && isUnmapped(type)) {
			throw unreadable(raw, raw.isInterface() ? "an interface" : "an abstract class",
					"Write a concrete class or a record, put @JsonTypeInfo and @JsonSubTypes on " + raw.getSimpleName()
							+ ", or define a PayloadConverter bean that can read it.");
		}
	}

	private boolean isUnmapped(Type type) {
		try {
			this.mapper.readValue("{}", this.mapper.constructType(type));
			return false;
		}
		catch (InvalidDefinitionException ex) {
			return ex.getType() != null && ex.getType().equals(this.mapper.constructType(type));
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private PayloadTypeException unreadable(Class<?> raw, String what, String action) {
		return wrong(((raw == this.declared) ? "that" : raw.getName()) + " is " + what
				+ ": it can be written as JSON, but not be read back", action);
	}

	private PayloadTypeException wrong(String reason, String action) {
		return new PayloadTypeException(this.declared, reason, action);
	}

}
