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
 * which {@link #strikes} returns true returns without settling its message. To Redis this
 * looks like a crash: the lease is not renewed, runs out, and the message goes to another
 * worker. A real application does not need this; the shop uses it to test its queues.
 */
@Component
public class Accident {

	private final Set<String> ahead = ConcurrentHashMap.newKeySet();

	private final Map<String, Casualty> casualties = new ConcurrentHashMap<>();

	/**
	 * Schedules an accident for the next message of a queue that this instance handles.
	 * @param queue the queue
	 */
	public void cause(RedisQueue<?> queue) {
		this.ahead.add(queue.name());
	}

	/**
	 * Cancels an accident that has not happened yet.
	 * @param queue the queue
	 */
	public void avert(RedisQueue<?> queue) {
		this.ahead.remove(queue.name());
	}

	/**
	 * Tells a handler whether the accident happens to it. Called after the work and
	 * before the acknowledgement.
	 * @param queue the queue
	 * @param delivery the message
	 * @return whether the handler must leave the message unsettled
	 */
	public boolean strikes(RedisQueue<?> queue, Delivery<?> delivery) {
		if (!this.ahead.remove(queue.name())) {
			return false;
		}
		this.casualties.put(queue.name(), new Casualty(Thread.currentThread().getName(), delivery.id()));
		return true;
	}

	/**
	 * Returns the last accident.
	 * @param queue the queue
	 * @return the casualty, if there is one
	 */
	public Optional<Casualty> casualty(RedisQueue<?> queue) {
		return Optional.ofNullable(this.casualties.get(queue.name()));
	}

}
