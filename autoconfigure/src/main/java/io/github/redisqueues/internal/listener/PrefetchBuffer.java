package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.ExchangeResult;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.internal.wait.Poll;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Push;
import io.github.redisqueues.internal.wait.PushTaker;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that one container has taken from its queue and no worker has started on.
 * Workers wait here for messages: the first one to poll takes messages for all of them. A
 * worker that comes during an exchange leaves its settlements and its poll to the worker
 * that runs the exchange. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class PrefetchBuffer<E> {

	/**
	 * How long a settlement may wait for others to be sent with, in nanoseconds.
	 */
	static final long LINGER = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * Thrown out of the wait queue by a worker that must not take messages.
	 */
	private static final CancellationException NOT_TAKING = new CancellationException();

	private final ConsumableQueue<E> queue;

	private final WaitQueue waitQueue;

	private final Poll<RedisDelivery<E>> poll = this::poll;

	private final PushTaker<RedisDelivery<E>> pushTaker = this::takePushed;

	private final int batchSize;

	private final PrefetchEstimator estimator;

	private final RedisAvailability redis;

	private final BooleanSupplier hasExcess;

	private final SettlementBuffer<E> settlements;

	private final Queue<RedisDelivery<E>> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger readyCount = new AtomicInteger();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final ReentrantLock givingBack = new ReentrantLock();

	private volatile boolean missedPoll;

	private volatile boolean isTaking = true;

	private volatile boolean mayHaveMore;

	PrefetchBuffer(ConsumableQueue<E> queue, int batchSize, PrefetchEstimator estimator, RedisAvailability redis,
			SettlementBuffer<E> settlements, BooleanSupplier hasExcess) {
		this.queue = queue;
		this.waitQueue = queue.waitQueue();
		this.batchSize = batchSize;
		this.estimator = estimator;
		this.redis = redis;
		this.settlements = settlements;
		this.hasExcess = hasExcess;
	}

	/**
	 * Removes the next messages from this buffer, without waiting.
	 * @return up to a batch, empty if there are none
	 */
	List<RedisDelivery<E>> next() {
		List<RedisDelivery<E>> batch = new ArrayList<>(1);
		RedisDelivery<E> next;
		while (batch.size() < this.batchSize && (next = nextLeased()) != null) {
			batch.add(next);
		}
		return batch;
	}

	/**
	 * Removes the next message, and drops messages whose lease ended before.
	 */
	private @Nullable RedisDelivery<E> nextLeased() {
		RedisDelivery<E> next = this.ready.poll();
		while (next != null) {
			this.readyCount.decrementAndGet();
			if (next.isLeased()) {
				return next;
			}
			release();
			next = this.ready.poll();
		}
		return null;
	}

	/**
	 * Waits for messages.
	 * @return up to a batch; empty if none came in time, this buffer does not take
	 * messages, or the wait queue is closed
	 */
	List<RedisDelivery<E>> await(Duration wait) {
		try {
			return this.waitQueue.await(wait, this.poll, this.pushTaker);
		}
		catch (CancellationException ex) {
			return List.of();
		}
	}

	/**
	 * Wakes one waiting worker, if there is one.
	 */
	void wakeOne() {
		this.waitQueue.wakeOne(this.poll);
	}

	void wakeAll() {
		this.waitQueue.wakeAll(this.poll);
	}

	/**
	 * Polls for all workers. Throws if no messages are to be taken or a worker is to end,
	 * so that the wait queue gives the wake-up to another waiter.
	 */
	private PollResult<RedisDelivery<E>> poll(Registration registration) {
		if (!this.isTaking || this.hasExcess.getAsBoolean()) {
			throw NOT_TAKING;
		}
		List<RedisDelivery<E>> work = next();
		ExchangeResult<E> result = null;
		// A worker that polls during an exchange relies on it to poll again
		boolean again = work.isEmpty() && this.redis.pause() <= 0;
		while (again) {
			// Before tryBegin, so that the worker that runs the exchange sees it after it
			this.missedPoll = true;
			if (!this.settlements.tryBegin()) {
				return new PollResult<>(List.of(), false, -1);
			}
			try {
				this.missedPoll = false;
				result = exchange(room(), registration);
				work = next();
			}
			finally {
				this.settlements.end();
			}
			again = work.isEmpty() && result != null && (this.missedPoll || this.settlements.isGivingBack());
		}
		wakeNext();
		boolean more = result != null && result.taken().hasMore() && (!work.isEmpty() || room() > 0);
		return new PollResult<>(work, more, nextPollMillis(result));
	}

	/**
	 * Takes a message for the worker that waits, which starts on it at once.
	 */
	private @Nullable List<RedisDelivery<E>> takePushed(Push push) {
		if (!this.isTaking || this.hasExcess.getAsBoolean() || room() == 0) {
			return null;
		}
		RedisDelivery<E> delivery = this.queue.take(push);
		if (delivery == null) {
			return List.of();
		}
		this.inFlight.incrementAndGet();
		this.settlements.skipExchange();
		this.queue.keep(delivery);
		return List.of(delivery);
	}

	private long nextPollMillis(@Nullable ExchangeResult<E> result) {
		long pause = this.redis.pause();
		long known = (result != null) ? result.taken().nextPollMillis() : -1;
		return (pause > 0) ? TimeUnit.NANOSECONDS.toMillis(pause) + 1 : known;
	}

	private void wakeNext() {
		if (this.missedPoll || this.readyCount.get() > 0) {
			wakeOne();
		}
	}

	void settle(Settlement settlement) {
		this.settlements.add(settlement);
		release();
	}

	void release() {
		this.inFlight.decrementAndGet();
	}

	boolean hasSettlements() {
		return !this.settlements.isEmpty();
	}

	boolean hasOverdueSettlements() {
		return hasSettlements() && System.nanoTime() - this.settlements.lastExchangeAt() >= LINGER;
	}

	boolean isFlushed() {
		return this.settlements.isFlushed();
	}

	/**
	 * Returns whether a worker should run an exchange before it takes the next message:
	 * settlements are overdue, or the buffer is about to run empty.
	 */
	boolean isExchangeDue() {
		return hasOverdueSettlements() || (this.mayHaveMore && this.readyCount.get() <= room() / 2);
	}

	/**
	 * Sends settlements and, if wanted, takes messages. Does nothing if an exchange is
	 * running, or after a failure until the next attempt is due.
	 */
	void tryExchange(boolean take) {
		if (this.redis.pause() <= 0 && this.settlements.tryBegin()) {
			try {
				exchange(take ? room() : 0, null);
			}
			finally {
				this.settlements.end();
			}
			wakeNext();
		}
	}

	/**
	 * Runs an exchange. Only for the thread that has reserved it.
	 * @return null if there was nothing to do, or the exchange failed
	 */
	private @Nullable ExchangeResult<E> exchange(int max, @Nullable Registration registration) {
		boolean isNeeded = max > 0 || hasSettlements();
		ExchangeResult<E> result = isNeeded ? this.settlements.exchange(max, (max > 0) ? registration : null) : null;
		if (result == null) {
			return null;
		}
		List<RedisDelivery<E>> taken = result.deliveries();
		this.mayHaveMore = result.taken().hasMore() || (max > 0 && taken.size() == max);
		this.inFlight.addAndGet(taken.size());
		for (RedisDelivery<E> delivery : taken) {
			this.readyCount.incrementAndGet();
			this.ready.add(delivery);
		}
		if (!this.isTaking) {
			giveBack(System.nanoTime());
		}
		return result;
	}

	private int room() {
		int room = this.isTaking ? this.estimator.wanted() - this.inFlight.get() : 0;
		return Math.max(0, Math.min(room, ConsumableQueue.MAX_EXCHANGE_SIZE));
	}

	void setTaking(boolean taking) {
		this.isTaking = taking;
	}

	/**
	 * Gives back messages that were taken before a moment. One thread at a time does so,
	 * to keep their order.
	 */
	void giveBack(long takenBefore) {
		this.givingBack.lock();
		try {
			List<Settlement> returned = new ArrayList<>();
			for (RedisDelivery<E> delivery : this.ready) {
				if (delivery.takenAt() - takenBefore < 0 && this.ready.remove(delivery)) {
					this.readyCount.decrementAndGet();
					returned.add(Settlement.giveBack(delivery));
				}
			}
			this.settlements.giveBack(returned);
			returned.forEach((settlement) -> release());
		}
		finally {
			this.givingBack.unlock();
		}
	}

	/**
	 * Returns a live view of the messages in this buffer.
	 */
	Iterable<RedisDelivery<E>> ready() {
		return this.ready;
	}

	/**
	 * Returns how many messages this container holds, in this buffer or in its handlers.
	 */
	int inFlight() {
		return this.inFlight.get();
	}

}
