package io.github.redisqueues.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.redisqueues.queue.RedisQueue;

import org.springframework.util.ReflectionUtils;

/**
 * The public API, one line for each type and member. Names are relative to the root
 * package.
 */
final class PublicApi {

	private static final String ROOT = "io.github.redisqueues.";

	private final List<String> lines = new ArrayList<>();

	static List<String> lines() {
		PublicApi api = new PublicApi();
		types().forEach(api::addType);
		return api.lines.stream().sorted().toList();
	}

	private static List<Class<?>> types() {
		try {
			Path classes = Path.of(RedisQueue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
			try (Stream<Path> files = Files.walk(classes)) {
				return files.map((file) -> classes.relativize(file).toString().replace('/', '.'))
					.filter((name) -> name.startsWith(ROOT) && name.endsWith(".class")
							&& !name.startsWith(ROOT + "internal.") && !name.startsWith(ROOT + "autoconfigure.")
							&& !name.contains("-info."))
					.<Class<?>>map((name) -> type(name.substring(0, name.length() - ".class".length())))
					.filter(PublicApi::isVisible)
					.toList();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(name, false, PublicApi.class.getClassLoader());
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isVisible(Class<?> type) {
		for (Class<?> each = type; each != null; each = each.getDeclaringClass()) {
			if (!isVisible(each.getModifiers()) || each.isAnonymousClass() || each.isLocalClass()) {
				return false;
			}
		}
		return true;
	}

	private static boolean isVisible(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	private void addType(Class<?> type) {
		String name = name(type);
		this.lines.add(name + ": " + kind(type) + typeVariables(type.getTypeParameters()) + supertypes(type));
		for (Field field : type.getDeclaredFields()) {
			if (isVisible(field.getModifiers()) && !field.isSynthetic()
					&& !field.getName().equals("serialVersionUID")) {
				add(name, field, field.getName() + ": " + text(field.getAnnotatedType()) + constant(field));
			}
		}
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			if (isVisible(constructor.getModifiers()) && !constructor.isSynthetic() && !isCanonical(constructor)) {
				add(name, constructor, "new(" + parameters(constructor) + ")" + exceptions(constructor));
			}
		}
		for (Method method : type.getDeclaredMethods()) {
			if (isVisible(method.getModifiers()) && !method.isSynthetic() && !isImplied(method)) {
				add(name, method,
						method.getName() + typeVariables(method.getTypeParameters()) + "(" + parameters(method) + "): "
								+ text(method.getAnnotatedReturnType()) + exceptions(method) + defaultValue(method));
			}
		}
	}

	private void add(String type, AccessibleObject member, String text) {
		int modifiers = ((Member) member).getModifiers();
		boolean isDefault = member instanceof Method method && method.isDefault();
		String words = (Modifier.isProtected(modifiers) ? " protected" : "")
				+ (Modifier.isStatic(modifiers) ? " static" : "") + (isDefault ? " default" : "")
				+ (member.isAnnotationPresent(Deprecated.class) ? " deprecated" : "");
		this.lines.add(type + "#" + text + (words.isEmpty() ? "" : " [" + words.strip() + "]"));
	}

	private static String name(Class<?> type) {
		return type.getName().substring(ROOT.length()).replace('$', '.');
	}

	private static String kind(Class<?> type) {
		String modifiers = (type.isInterface() || !Modifier.isAbstract(type.getModifiers())) ? "" : "abstract ";
		modifiers += (Modifier.isFinal(type.getModifiers()) && !type.isRecord() && !type.isEnum()) ? "final " : "";
		modifiers += type.isSealed() ? "sealed " : "";
		if (type.isAnnotation()) {
			return "annotation " + Arrays.stream(type.getAnnotations())
				.map(Object::toString)
				.filter((annotation) -> annotation.startsWith("@java.lang.annotation.Target"))
				.map((annotation) -> annotation.replace("java.lang.annotation.", ""))
				.collect(Collectors.joining());
		}
		if (type.isRecord()) {
			return modifiers + "record("
					+ Arrays.stream(type.getRecordComponents())
						.map((component) -> text(component.getAnnotatedType()) + " " + component.getName())
						.collect(Collectors.joining(", "))
					+ ")";
		}
		return modifiers + (type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class");
	}

	private static String supertypes(Class<?> type) {
		List<String> all = new ArrayList<>();
		AnnotatedType parent = type.getAnnotatedSuperclass();
		if (parent != null && !type.isEnum() && !type.isRecord() && parent.getType() != Object.class) {
			all.add(text(parent));
		}
		if (!type.isAnnotation()) {
			Arrays.stream(type.getAnnotatedInterfaces()).map(PublicApi::text).forEach(all::add);
		}
		return all.isEmpty() ? "" : " extends " + String.join(", ", all);
	}

	private static String typeVariables(Object[] variables) {
		return (variables.length == 0) ? ""
				: Arrays.stream(variables).map(Object::toString).collect(Collectors.joining(", ", "<", ">"));
	}

	private static boolean isCanonical(Constructor<?> constructor) {
		RecordComponent[] components = constructor.getDeclaringClass().getRecordComponents();
		return components != null && Arrays.equals(constructor.getParameterTypes(),
				Arrays.stream(components).map(RecordComponent::getType).toArray());
	}

	/**
	 * Whether the kind of the type has the method anyway.
	 */
	private static boolean isImplied(Method method) {
		Class<?> type = method.getDeclaringClass();
		boolean isAccessor = type.isRecord() && Arrays.stream(type.getRecordComponents())
			.anyMatch((component) -> component.getAccessor().equals(method));
		boolean isOfEnum = type.isEnum() && (method.getName().equals("values") || method.getName().equals("valueOf"));
		return isAccessor || isOfEnum || ReflectionUtils.isObjectMethod(method);
	}

	private static String parameters(Executable executable) {
		return Arrays.stream(executable.getParameters()).map(PublicApi::parameter).collect(Collectors.joining(", "));
	}

	private static String parameter(Parameter parameter) {
		String type = text(parameter.getAnnotatedType());
		return (parameter.isVarArgs() ? type.substring(0, type.length() - 2) + "..." : type) + " "
				+ parameter.getName();
	}

	private static String exceptions(Executable executable) {
		return (executable.getExceptionTypes().length == 0) ? ""
				: " throws " + Arrays.stream(executable.getAnnotatedExceptionTypes())
					.map(PublicApi::text)
					.collect(Collectors.joining(", "));
	}

	private static String defaultValue(Method method) {
		Object value = method.getDefaultValue();
		if (value == null) {
			return "";
		}
		String text = (value instanceof Object[] array) ? Arrays.toString(array) : value.toString();
		return " default " + ((value instanceof String) ? "\"" + text + "\"" : text);
	}

	private static String constant(Field field) {
		if (!Modifier.isStatic(field.getModifiers())
				|| !(field.getType().isPrimitive() || field.getType() == String.class)) {
			return "";
		}
		try {
			Object value = field.get(null);
			return " = " + ((value instanceof String) ? "\"" + value + "\"" : value);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Returns a type with its annotations, and without its packages.
	 */
	private static String text(AnnotatedType type) {
		return type.toString().replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z@])", "").replace("()", "").replace('$', '.');
	}

}
