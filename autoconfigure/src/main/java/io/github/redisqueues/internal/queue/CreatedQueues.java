package io.github.redisqueues.internal.queue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.RedisQueue;

/**
 * The queues that were created in this process, each as long as the application holds it.
 * The latest few are held here, so that a queue that is created anew for each use is not
 * forgotten in between. Safe for use by several threads.
 */
final class CreatedQueues {

	/**
	 * How many of the latest queues are held.
	 */
	static final int HELD = 32;

	/**
	 * By their names, in the order in which they were first created.
	 */
	private final Map<String, WeakReference<RedisQueue<?>>> created = new LinkedHashMap<>();

	private final Map<String, RedisQueue<?>> latest = new LinkedHashMap<>();

	private int sinceCleaned;

	synchronized void add(RedisQueue<?> queue) {
		WeakReference<RedisQueue<?>> known = this.created.get(queue.name());
		RedisQueue<?> first = (known != null) ? known.get() : null;
		if (first == null) {
			this.created.put(queue.name(), new WeakReference<>(queue));
		}
		// At the end
		this.latest.remove(queue.name());
		this.latest.put(queue.name(), (first != null) ? first : queue);
		if (this.latest.size() > HELD) {
			this.latest.remove(this.latest.keySet().iterator().next());
		}
		this.sinceCleaned++;
		if (this.sinceCleaned > this.created.size() / 2 + HELD) {
			clean();
		}
	}

	private void clean() {
		this.sinceCleaned = 0;
		this.created.values().removeIf((queue) -> queue.get() == null);
	}

	/**
	 * Returns the queues in the order in which they were created.
	 */
	synchronized List<RedisQueue<?>> all() {
		clean();
		List<RedisQueue<?>> all = new ArrayList<>();
		for (WeakReference<RedisQueue<?>> one : this.created.values()) {
			RedisQueue<?> queue = one.get();
			if (queue != null) {
				all.add(queue);
			}
		}
		return all;
	}

}
