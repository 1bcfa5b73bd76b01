package io.github.redisqueues.internal.wait;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The latest pushes that this process has got. While a subscription replaces another one,
 * both may bring the same push. Safe for use by several threads.
 */
final class RecentPushes {

	private static final int MAX_SIZE = 64;

	private final Set<ByteBuffer> ids = new LinkedHashSet<>();

	/**
	 * Adds a push.
	 * @return false if it is known
	 */
	synchronized boolean add(Push push) {
		ByteBuffer id = ByteBuffer.allocate(push.id().remaining()).put(push.id()).flip();
		boolean isNew = this.ids.add(id);
		if (this.ids.size() > MAX_SIZE) {
			this.ids.remove(this.ids.iterator().next());
		}
		return isNew;
	}

}
