package io.github.redisqueues.internal.queue;

import java.util.List;

import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.jspecify.annotations.Nullable;

/**
 * A queue as listener containers see it: what is finished is settled, and what comes next
 * is taken, in one round trip. Every queue of a {@link RedisQueueFactory} is one. For
 * runtimes; applications have no use for it. Safe for use by several threads. Like all
 * that asks Redis, the methods throw
 * {@link io.github.redisqueues.RedisNotExecutedException} or
 * {@link io.github.redisqueues.RedisOutcomeUnknownException}, and may then be called
 * again with the same messages: what was settled already is not settled twice.
 *
 * @param <E> type of the payloads
 */
public interface ConsumableQueue<E> extends RedisQueue<E> {

	/**
	 * How many messages one exchange takes, settles or renews at the most.
	 */
	int MAX_EXCHANGE_SIZE = 500;

	/**
	 * Returns how the queue is set up.
	 * @return the settings
	 */
	QueueSettings<E> settings();

	/**
	 * Returns where this process waits for the queue's messages.
	 * @return the line
	 */
	WaitQueue line();

	/**
	 * Settles messages, then takes the next ones under a lease.
	 * @param settlements what becomes of messages of this queue, up to
	 * {@value #MAX_EXCHANGE_SIZE}
	 * @param max how many to take, zero or more; up to {@value #MAX_EXCHANGE_SIZE} are
	 * taken
	 * @param registration who waits in this process, null if nobody does
	 * @return what there was
	 */
	Intake<E> exchange(List<Settlement> settlements, int max, @Nullable Registration registration);

	/**
	 * Lets the leases of messages that are worked on begin anew.
	 * @param messages the messages, up to {@value #MAX_EXCHANGE_SIZE}
	 * @return those whose lease had run out
	 */
	List<LeasedMessage<E>> renew(List<LeasedMessage<E>> messages);

}
