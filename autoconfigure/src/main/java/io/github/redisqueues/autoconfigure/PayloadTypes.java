package io.github.redisqueues.autoconfigure;

import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.util.ClassUtils;

/**
 * Loads the classes that {@code payload-type} names, and refuses those that JSON cannot
 * read back.
 */
final class PayloadTypes {

	private final PropertyFailures failures;

	private final @Nullable ClassLoader classLoader;

	PayloadTypes(PropertyFailures failures, @Nullable ClassLoader classLoader) {
		this.failures = failures;
		this.classLoader = classLoader;
	}

	Class<?> load(String property, String name) {
		Class<?> type;
		try {
			type = ClassUtils.forName(name.strip(), this.classLoader);
		}
		catch (ClassNotFoundException | IllegalArgumentException ex) {
			throw this.failures.wrong(property, name, "there is no such class on the classpath",
					"Write the full name of the class, with its package and with $ before a nested class,"
							+ " for example com.acme.Order or com.acme.Shop$Order.");
		}
		catch (LinkageError ex) {
			throw this.failures.wrong(property, name, "the class cannot be loaded: " + ex,
					"Add what the class needs to the classpath, or write another class.");
		}
		if (type.isPrimitive()) {
			throw this.failures.wrong(property, name, "payloads are objects, not primitive values",
					(type == void.class) ? "Write the full name of a class."
							: "Write " + ClassUtils.resolvePrimitiveIfNecessary(type).getName() + ".");
		}
		return type;
	}

	/**
	 * Tells whether Jackson, with the modules of the JSON converter, can read a type.
	 * Tries interfaces and abstract classes only, as Jackson knows maps, lists, sealed
	 * and annotated types. A concrete class is not tried, as that would run a constructor
	 * of the application.
	 */
	static final class Json {

		private final PropertyFailures failures;

		private final JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();

		Json(PropertyFailures failures) {
			this.failures = failures;
		}

		void requireReadable(String property, Class<?> type) {
			if (isInner(type)) {
				throw unreadable(property, type, "an inner class, which cannot exist without its outer object",
						"Make the class static, or a record.");
			}
			if (Modifier.isAbstract(type.getModifiers()) && !type.isArray() && !type.isEnum() && isUnmapped(type)) {
				throw unreadable(property, type, type.isInterface() ? "an interface" : "an abstract class",
						"Write a concrete class or a record, put @JsonTypeInfo and @JsonSubTypes on "
								+ type.getSimpleName() + ", or define a PayloadConverter bean that can read it.");
			}
		}

		private boolean isUnmapped(Class<?> type) {
			try {
				this.mapper.readValue("{}", type);
				return false;
			}
			catch (InvalidDefinitionException ex) {
				return ex.getType() != null && ex.getType().hasRawClass(type);
			}
			catch (RuntimeException ex) {
				return false;
			}
		}

		private static boolean isInner(Class<?> type) {
			return ClassUtils.isInnerClass(type) && !type.isInterface();
		}

		private FailureAnalyzedException unreadable(String property, Class<?> type, String what, String action) {
			return this.failures.wrong(property, type.getName(),
					"that is " + what + ": it can be written as JSON, but not be read back", action);
		}

	}

}
