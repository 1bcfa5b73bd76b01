package io.github.redisqueues.internal.queue.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.core.ParameterizedTypeReference;

/**
 * What each part of the contract needs to state itself.
 */
public interface QueueFixture {

	TestRedis redis();

	QueueType type();

	/**
	 * The factory of this process.
	 * @return the factory
	 */
	DefaultRedisQueueFactory factory();

	/**
	 * A factory with connections and a subscription of its own, as in another process.
	 * @return the factory
	 */
	DefaultRedisQueueFactory otherProcess();

	/**
	 * A queue of a new name and of the type under test, whose invariant is checked after
	 * the test.
	 * @param payloadType class of the payloads
	 * @param settings what is to differ from the defaults
	 * @param <E> type of the payloads
	 * @return the queue
	 */
	<E> RedisQueue<E> queue(ParameterizedTypeReference<E> payloadType,
			UnaryOperator<QueueSettings.Builder<E>> settings);

	default <E> RedisQueue<E> queue(Class<E> payloadType, UnaryOperator<QueueSettings.Builder<E>> settings) {
		return queue(ParameterizedTypeReference.<E>forType(payloadType), settings);
	}

	/**
	 * The same queue as another process sees it.
	 * @param queue the queue as this process sees it
	 * @return the queue
	 */
	RedisQueue<String> inOtherProcess(RedisQueue<String> queue);

	<E> QueueSettings<E> settingsOf(RedisQueue<E> queue);

	QueueInvariant invariant(RedisQueue<?> queue);

	/**
	 * Starts a thread, which is interrupted after the test.
	 * @param work what it does
	 * @param <T> type of what it returns
	 * @return its end
	 */
	<T> BlockedCall<T> inThread(Callable<T> work);

	/**
	 * Whether Redis knows that a process waits for a queue.
	 * @param queue the queue
	 * @return whether it does
	 */
	default boolean isWaitedFor(RedisQueue<?> queue) {
		String waiters = invariant(queue).key("waiters");
		return redis().nodeOf(waiters).number("ZCARD", waiters) > 0;
	}

	default RedisQueue<String> queue() {
		return queue(UnaryOperator.identity());
	}

	default RedisQueue<String> queue(UnaryOperator<QueueSettings.Builder<String>> settings) {
		return queue(String.class, settings);
	}

	/**
	 * The order in which messages of equal rank are taken.
	 * @param sent the messages in the order in which they were sent
	 * @return the messages in the order in which they are taken
	 */
	default List<String> asTaken(String... sent) {
		return asTaken(Arrays.asList(sent));
	}

	default List<String> asTaken(List<String> sent) {
		List<String> taken = new ArrayList<>(sent);
		if (type() == QueueType.LIFO) {
			Collections.reverse(taken);
		}
		return taken;
	}

	default List<String> numbered(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "message " + i).toList();
	}

	/**
	 * Sends any number of messages.
	 * @param queue where to
	 * @param count how many
	 * @return the payloads, in the order in which they were sent
	 */
	default List<String> sendMany(RedisQueue<String> queue, int count) {
		List<String> payloads = numbered(count);
		for (int from = 0; from < count; from += RedisQueue.MAX_BATCH_SIZE) {
			queue.sendAll(payloads.subList(from, Math.min(count, from + RedisQueue.MAX_BATCH_SIZE)));
		}
		return payloads;
	}

	/**
	 * Sends messages whose ids are their payloads.
	 * @param queue where to
	 * @param ids the ids
	 */
	default void sendWithIds(RedisQueue<String> queue, String... ids) {
		for (String id : ids) {
			queue.send(id, SendOptions.defaults().id(id));
		}
	}

	/**
	 * Takes everything that is ready.
	 * @param queue where from
	 * @return the payloads
	 */
	default List<String> drain(RedisQueue<String> queue) {
		return queue.poll(10_000);
	}

	static List<String> payloads(List<Delivery<String>> deliveries) {
		return deliveries.stream().map(Delivery::payload).toList();
	}

}
