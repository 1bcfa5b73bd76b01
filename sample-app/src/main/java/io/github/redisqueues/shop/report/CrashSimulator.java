package io.github.redisqueues.shop.report;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.stereotype.Component;

/**
 * Simulates a process that dies between its work and the acknowledgement. A handler for
 * which {@link #crashes} returns true returns without settling its message. To Redis this
 * looks like a crash: the lease is not renewed, runs out, and the message goes to another
 * worker. A real application does not need this; the shop uses it to test its queues.
 */
@Component
public class CrashSimulator {

	private final Set<String> pending = ConcurrentHashMap.newKeySet();

	private final Map<String, Crash> crashes = new ConcurrentHashMap<>();

	/**
	 * Makes the handler crash for the next message of a queue that this instance handles.
	 * @param queue the queue
	 */
	public void crashNext(RedisQueue<?> queue) {
		this.pending.add(queue.name());
	}

	/**
	 * Cancels a crash that has not happened yet.
	 * @param queue the queue
	 */
	public void cancel(RedisQueue<?> queue) {
		this.pending.remove(queue.name());
	}

	/**
	 * Returns whether a handler must crash. Called after the work and before the
	 * acknowledgement.
	 * @param queue the queue
	 * @param delivery the message
	 * @return whether the handler must leave the message unsettled
	 */
	public boolean crashes(RedisQueue<?> queue, Delivery<?> delivery) {
		if (!this.pending.remove(queue.name())) {
			return false;
		}
		this.crashes.put(queue.name(), new Crash(Thread.currentThread().getName(), delivery.id()));
		return true;
	}

	/**
	 * Returns the last crash.
	 * @param queue the queue
	 * @return the crash, empty if there was none
	 */
	public Optional<Crash> crash(RedisQueue<?> queue) {
		return Optional.ofNullable(this.crashes.get(queue.name()));
	}

}
