package io.github.redisqueues.internal.queue;

import java.util.List;

import io.github.redisqueues.queue.RedisQueue;

/**
 * A move whose process dies before the messages are removed from their queue.
 */
public final class InterruptedMove {

	private InterruptedMove() {
	}

	/**
	 * Holds a message and adds it to the other queue.
	 * @param source where the message is
	 * @param target where it goes
	 * @param id its id
	 */
	public static void holdAndAdd(RedisQueue<String> source, RedisQueue<String> target, String id) {
		List<MovingMessage> held = ((RedisMessageQueue<String>) source).moves().hold(1, List.of(id));
		((RedisMessageQueue<String>) target).moves().add(held, "interrupted");
	}

}
