package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;

/**
 * The names of a method's parameters in expressions.
 */
final class Parameters {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final Map<String, Integer> positions = new HashMap<>();

	/**
	 * Reads the names.
	 * @param specific the method that runs
	 * @param annotated the method with the annotation, whose names take precedence; null
	 * if the class has the annotation
	 */
	Parameters(Method specific, @Nullable Method annotated) {
		for (int i = 0; i < specific.getParameterCount(); i++) {
			this.positions.put("p" + i, i);
			this.positions.put("a" + i, i);
		}
		addNames(specific);
		if (annotated != null) {
			addNames(annotated);
		}
	}

	private void addNames(Method method) {
		@Nullable String @Nullable [] names = NAMES.getParameterNames(method);
		for (int i = 0; names != null && i < names.length; i++) {
			String name = names[i];
			if (name != null) {
				this.positions.put(name, i);
			}
		}
	}

	@Nullable Integer position(String name) {
		return this.positions.get(name);
	}

	@Override
	public String toString() {
		return String.join(", ", new TreeSet<>(this.positions.keySet()).stream().map((name) -> "#" + name).toList());
	}

}
