package io.github.redisqueues.internal.topic;

import java.util.LinkedHashSet;
import java.util.Set;

import io.github.redisqueues.topic.RedisTopic;

/**
 * Remembers the last ids that one subscriber received, because a publish whose reply was
 * lost may be repeated by the client or the caller. Not safe for use by several threads
 * at the same time.
 */
final class DuplicateFilter {

	private final Set<String> ids = new LinkedHashSet<>();

	/**
	 * Tells whether an id is not among the last ones, and remembers it.
	 */
	boolean isNew(String id) {
		if (!this.ids.add(id)) {
			return false;
		}
		if (this.ids.size() > RedisTopic.REMEMBERED) {
			this.ids.remove(this.ids.iterator().next());
		}
		return true;
	}

}
