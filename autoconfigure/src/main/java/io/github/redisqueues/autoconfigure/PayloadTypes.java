package io.github.redisqueues.autoconfigure;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Reads the types that {@code payload-type} names, such as
 * {@code com.acme.Envelope<com.acme.Order>}, and loads their classes.
 */
final class PayloadTypes {

	private static final String EXAMPLE = "for example java.util.List<com.acme.Order>.";

	private final PropertyFailures failures;

	private final @Nullable ClassLoader classLoader;

	PayloadTypes(PropertyFailures failures, @Nullable ClassLoader classLoader) {
		this.failures = failures;
		this.classLoader = classLoader;
	}

	/**
	 * Reads a type.
	 * @param property full name of the property
	 * @param text the name of a class with its type arguments, or an array
	 * @return the type
	 * @throws FailureAnalyzedException if there is no such type
	 */
	Type load(String property, String text) {
		Parser parser = new Parser(property, text.strip());
		Type type = parser.type();
		parser.requireEnd();
		if (type instanceof Class<?> primitive && primitive.isPrimitive()) {
			throw parser.wrong("payloads are objects, not primitive values",
					(primitive == void.class) ? "Write the full name of a class."
							: "Write " + ClassUtils.resolvePrimitiveIfNecessary(primitive).getName() + ".");
		}
		return type;
	}

	/**
	 * An array of a generic type.
	 */
	private record GenericArray(Type getGenericComponentType) implements GenericArrayType {

		@Override
		public String getTypeName() {
			return this.getGenericComponentType.getTypeName() + "[]";
		}

		@Override
		public String toString() {
			return getTypeName();
		}

	}

	private final class Parser {

		private final String property;

		private final String text;

		private int next;

		Parser(String property, String text) {
			this.property = property;
			this.text = text;
		}

		Type type() {
			String name = name();
			if (name.startsWith("?")) {
				throw wrong("'" + name + "' does not say what to read", "Write a class in its place.");
			}
			Class<?> raw = load(name);
			Type type = raw;
			if (takes('<')) {
				type = parameterized(raw, arguments());
			}
			while (takes('[')) {
				require(']');
				type = (type instanceof Class<?> component) ? component.arrayType() : new GenericArray(type);
			}
			return type;
		}

		private List<Type> arguments() {
			List<Type> arguments = new ArrayList<>();
			do {
				arguments.add(type());
			}
			while (takes(','));
			require('>');
			return arguments;
		}

		private Type parameterized(Class<?> raw, List<Type> arguments) {
			TypeVariable<?>[] variables = raw.getTypeParameters();
			if (variables.length != arguments.size()) {
				throw wrong(
						raw.getName() + " has " + count(variables.length) + ", but " + arguments.size() + " are given",
						(variables.length == 0) ? "Remove the type arguments."
								: "Write " + raw.getName() + withVariables(variables) + " with a class for each.");
			}
			for (int i = 0; i < variables.length; i++) {
				requireWithinBounds(variables[i], arguments.get(i));
			}
			return ResolvableType
				.forClassWithGenerics(raw,
						arguments.stream().map(ResolvableType::forType).toArray(ResolvableType[]::new))
				.getType();
		}

		private static String count(int variables) {
			return (variables == 0) ? "no type parameter"
					: (variables == 1) ? "1 type parameter" : variables + " type parameters";
		}

		private static String withVariables(TypeVariable<?>[] variables) {
			return Arrays.stream(variables).map(TypeVariable::getName).collect(Collectors.joining(", ", "<", ">"));
		}

		private void requireWithinBounds(TypeVariable<?> variable, Type argument) {
			Class<?> type = ResolvableType.forType(argument).resolve(Object.class);
			if (type.isPrimitive()) {
				throw wrong("a type argument cannot be primitive",
						"Write " + ClassUtils.resolvePrimitiveIfNecessary(type).getName() + ".");
			}
			for (Type bound : variable.getBounds()) {
				Class<?> required = ResolvableType.forType(bound).resolve(Object.class);
				if (!required.isAssignableFrom(type)) {
					throw wrong(type.getName() + " is not a " + required.getName() + ", as " + variable.getName()
							+ " of " + variable.getGenericDeclaration() + " has to be", "Write another class.");
				}
			}
		}

		private Class<?> load(String name) {
			try {
				return ClassUtils.forName(name, PayloadTypes.this.classLoader);
			}
			catch (ClassNotFoundException | IllegalArgumentException ex) {
				throw wrong(
						"there is no such class on the classpath" + (name.equals(this.text) ? "" : ": '" + name + "'"),
						"Write the full name of the class, with its package and with $ before a nested class,"
								+ " for example com.acme.Order or com.acme.Shop$Order.");
			}
			catch (LinkageError ex) {
				throw wrong("the class cannot be loaded: " + ex,
						"Add what the class needs to the classpath, or write another class.");
			}
		}

		/**
		 * Reads the name of a class, also in the JVM's form of an array, such as
		 * {@code [B}.
		 */
		private String name() {
			skipBlanks();
			int start = this.next;
			while (this.next < this.text.length() && this.text.charAt(this.next) == '[') {
				this.next++;
			}
			while (this.next < this.text.length() && "<>,[]".indexOf(this.text.charAt(this.next)) < 0) {
				this.next++;
			}
			return this.text.substring(start, this.next).strip();
		}

		private boolean takes(char wanted) {
			skipBlanks();
			boolean found = this.next < this.text.length() && this.text.charAt(this.next) == wanted;
			this.next += found ? 1 : 0;
			return found;
		}

		private void require(char wanted) {
			if (!takes(wanted)) {
				throw (this.next < this.text.length()) ? unexpected() : wrong("it ends before a '" + wanted + "'",
						"Complete the type, " + EXAMPLE + " In YAML, put a type that has a comma in quotes.");
			}
		}

		void requireEnd() {
			skipBlanks();
			if (this.next < this.text.length()) {
				throw unexpected();
			}
		}

		private void skipBlanks() {
			while (this.next < this.text.length() && Character.isWhitespace(this.text.charAt(this.next))) {
				this.next++;
			}
		}

		private FailureAnalyzedException unexpected() {
			return wrong("'" + this.text.substring(this.next) + "' is not expected there",
					"Write a class with its type arguments, " + EXAMPLE);
		}

		FailureAnalyzedException wrong(String reason, String action) {
			return PayloadTypes.this.failures.wrong(this.property, this.text, reason, action);
		}

	}

}
