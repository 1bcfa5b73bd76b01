package io.github.redisqueues.internal.queue;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Values by their names, each as long as somebody else refers to it. Safe for use by
 * several threads.
 *
 * @param <V> type of the values
 */
final class WeakValues<V> {

	private final Map<String, Value<V>> values = new ConcurrentHashMap<>();

	private final ReferenceQueue<V> cleared = new ReferenceQueue<>();

	/**
	 * Returns the value of a name.
	 * @param create makes it if there is none
	 */
	V get(String name, Supplier<V> create) {
		removeCleared();
		while (true) {
			Value<V> known = this.values.get(name);
			V value = (known != null) ? known.get() : null;
			if (value != null) {
				return value;
			}
			V created = create.get();
			Value<V> added = new Value<>(name, created, this.cleared);
			if ((known != null) ? this.values.replace(name, known, added)
					: this.values.putIfAbsent(name, added) == null) {
				return created;
			}
		}
	}

	int size() {
		removeCleared();
		return this.values.size();
	}

	private void removeCleared() {
		for (Reference<? extends V> gone = this.cleared.poll(); gone != null; gone = this.cleared.poll()) {
			this.values.remove(((Value<?>) gone).name, gone);
		}
	}

	private static final class Value<V> extends WeakReference<V> {

		private final String name;

		Value(String name, V value, ReferenceQueue<V> cleared) {
			super(value, cleared);
			this.name = name;
		}

	}

}
