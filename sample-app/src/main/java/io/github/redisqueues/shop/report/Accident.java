package io.github.redisqueues.shop.report;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.stereotype.Component;

/**
 * Stands for a process that dies between its work and the acknowledgement. A handler that
 * {@link #strikes is struck} is to return without settling its message. Redis sees of
 * that what it sees of a crash: a lease that nobody renews and that runs out, and then
 * the message goes to another worker. An application needs no such thing; the shop has it
 * to prove its queues.
 */
@Component
public class Accident {

	private final Set<String> ahead = ConcurrentHashMap.newKeySet();

	private final Map<String, Casualty> casualties = new ConcurrentHashMap<>();

	/**
	 * Has the accident happen to the next message of a queue that this instance handles.
	 * @param queue the queue
	 */
	public void cause(RedisQueue<?> queue) {
		this.ahead.add(queue.name());
	}

	/**
	 * Averts an accident that has not happened yet.
	 * @param queue the queue
	 */
	public void avert(RedisQueue<?> queue) {
		this.ahead.remove(queue.name());
	}

	/**
	 * Tells a handler whether it is the one. Asked when the work is done, and before it
	 * is acknowledged.
	 * @param queue the queue
	 * @param delivery the message in its hands
	 * @return whether it is not to settle the message
	 */
	public boolean strikes(RedisQueue<?> queue, Delivery<?> delivery) {
		if (!this.ahead.remove(queue.name())) {
			return false;
		}
		this.casualties.put(queue.name(), new Casualty(Thread.currentThread().getName(), delivery.id()));
		return true;
	}

	/**
	 * Returns who was struck last.
	 * @param queue the queue
	 * @return the casualty, if there is one
	 */
	public Optional<Casualty> casualty(RedisQueue<?> queue) {
		return Optional.ofNullable(this.casualties.get(queue.name()));
	}

}
