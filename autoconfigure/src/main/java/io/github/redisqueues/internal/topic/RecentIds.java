package io.github.redisqueues.internal.topic;

import java.util.LinkedHashSet;
import java.util.Set;

import io.github.redisqueues.topic.RedisTopic;

/**
 * The last ids that one subscriber heard: a publish whose answer was lost is repeated by
 * the client or by the caller. For one thread at a time.
 */
final class RecentIds {

	private final Set<String> ids = new LinkedHashSet<>();

	/**
	 * Remembers an id.
	 * @return whether it was not remembered yet
	 */
	boolean add(String id) {
		if (!this.ids.add(id)) {
			return false;
		}
		if (this.ids.size() > RedisTopic.REMEMBERED) {
			this.ids.remove(this.ids.iterator().next());
		}
		return true;
	}

}
