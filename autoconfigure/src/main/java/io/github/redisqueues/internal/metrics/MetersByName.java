package io.github.redisqueues.internal.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The meters of each of some things with names, made when they are first needed. There is
 * a limit to the names, as an application may make them up: what comes later shares the
 * meters of {@link #OTHER}. Safe for use by several threads.
 *
 * @param <M> the meters of one
 */
final class MetersByName<M extends NamedMeters> {

	/**
	 * The name of those past the limit.
	 */
	static final String OTHER = "other";

	static final int LIMIT = 500;

	private final Map<String, M> byName = new ConcurrentHashMap<>();

	private final Function<String, M> factory;

	MetersByName(Function<String, M> factory) {
		this.factory = factory;
	}

	M get(String name) {
		M found = this.byName.get(name);
		return (found != null) ? found : create(name);
	}

	private synchronized M create(String name) {
		String limited = (this.byName.size() < LIMIT || this.byName.containsKey(name)) ? name : OTHER;
		return this.byName.computeIfAbsent(limited, this.factory);
	}

	Iterable<String> names() {
		return this.byName.keySet();
	}

	void remove(String name) {
		M removed = this.byName.remove(name);
		if (removed != null) {
			removed.remove();
		}
	}

	void clear() {
		names().forEach(this::remove);
	}

}
