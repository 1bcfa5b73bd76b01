package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.ExchangeResult;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.internal.queue.Settlement.Kind;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the settlements of one container until an exchange sends them to Redis, which
 * takes the next messages in the same round trip. Runs one exchange at a time, so that
 * exchanges grow with the load. Keeps the settlements of a failed exchange for the next
 * one. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class SettlementBuffer<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final RedisAvailability redis;

	private final ReentrantLock exchanging = new ReentrantLock();

	private final Queue<Settlement> settled = new ConcurrentLinkedQueue<>();

	/**
	 * Messages that no handler has started on, in the order in which they were taken.
	 */
	private final List<Settlement> givenBack = new CopyOnWriteArrayList<>();

	private volatile long lastExchangeAt = System.nanoTime();

	private boolean repeating;

	SettlementBuffer(String listener, ConsumableQueue<E> queue, RedisAvailability redis) {
		this.listener = listener;
		this.queue = queue;
		this.redis = redis;
	}

	void add(Settlement settlement) {
		this.settled.add(settlement);
	}

	/**
	 * Adds messages that no handler has started on. They come after all that were taken
	 * before them.
	 */
	void giveBack(List<Settlement> settlements) {
		this.givenBack.addAll(settlements);
	}

	/**
	 * Removes the settlements of handled messages, for a caller that sends them itself.
	 */
	List<Settlement> drain() {
		List<Settlement> drained = new ArrayList<>();
		Settlement next;
		while ((next = this.settled.poll()) != null) {
			drained.add(next);
		}
		return drained;
	}

	boolean isEmpty() {
		return this.settled.isEmpty() && this.givenBack.isEmpty();
	}

	/**
	 * Returns whether every settlement has been sent and no exchange is running.
	 */
	boolean isFlushed() {
		// An exchange that fails puts its settlements back
		return isEmpty() && !this.exchanging.isLocked() && isEmpty();
	}

	/**
	 * Returns when the last exchange began, or was skipped, by {@link System#nanoTime()}.
	 */
	long lastExchangeAt() {
		return this.lastExchangeAt;
	}

	/**
	 * Notes that a worker has got a message without an exchange. What it settles soon is
	 * sent when it polls again.
	 */
	void skipExchange() {
		this.lastExchangeAt = System.nanoTime();
	}

	/**
	 * Reserves the next exchange for the current thread, until {@link #end()}.
	 * @return false if another thread runs one
	 */
	boolean tryBegin() {
		return this.exchanging.tryLock();
	}

	void end() {
		this.exchanging.unlock();
	}

	/**
	 * Returns whether messages are still to be given back. Until then no message is
	 * taken, because the ones that are given back may come before it.
	 */
	boolean isGivingBack() {
		return !this.givenBack.isEmpty();
	}

	/**
	 * Runs an exchange, between {@link #tryBegin()} and {@link #end()}. Takes no messages
	 * if there are more to give back than fit.
	 * @return null if the exchange failed
	 */
	@Nullable ExchangeResult<E> exchange(int max, @Nullable Registration registration) {
		List<Settlement> settlements = new ArrayList<>();
		Settlement next;
		while (settlements.size() < ConsumableQueue.MAX_EXCHANGE_SIZE && (next = this.settled.poll()) != null) {
			settlements.add(next);
		}
		List<Settlement> returning = lastGivenBack(ConsumableQueue.MAX_EXCHANGE_SIZE - settlements.size());
		List<Settlement> all = new ArrayList<>(settlements);
		all.addAll(returning);
		boolean returnsAll = returning.size() == this.givenBack.size();
		this.lastExchangeAt = System.nanoTime();
		try {
			ExchangeResult<E> result = returnsAll ? this.queue.exchange(all, max, registration)
					: this.queue.exchange(all, 0, null);
			if (!returning.isEmpty()) {
				this.givenBack.removeAll(Set.copyOf(returning));
			}
			this.redis.succeeded();
			warnOfLate(result.late());
			this.repeating = this.repeating && !isEmpty();
			return result;
		}
		catch (RuntimeException | Error ex) {
			this.settled.addAll(settlements);
			this.repeating = this.repeating || !(ex instanceof RedisNotExecutedException);
			this.redis.failed(ex);
			return null;
		}
	}

	/**
	 * Returns the messages to give back next, the last ones first: the queue puts each of
	 * them before all others. They stay in this buffer until Redis has them.
	 */
	private List<Settlement> lastGivenBack(int max) {
		List<Settlement> all = List.copyOf(this.givenBack);
		return all.subList(Math.max(0, all.size() - max), all.size());
	}

	/**
	 * Warns of messages that were settled too late. Does not if the settlements were sent
	 * for the second time, since the first time may have succeeded.
	 */
	private void warnOfLate(List<Settlement> late) {
		List<Settlement> handled = late.stream()
			.filter((settlement) -> settlement.kind() != Kind.GIVE_BACK && !settlement.delivery().isCancelled())
			.toList();
		if (!handled.isEmpty() && !this.repeating) {
			logger.warn(this.listener + " settled " + handled.size()
					+ " message(s) after their lease had ended, so they may be delivered again; the first one is '"
					+ handled.get(0).delivery().id() + "'");
		}
	}

}
