package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.Intake;
import io.github.redisqueues.internal.queue.LeasedMessage;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.listener.ListenerSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of one container have between them and the queue: the messages that
 * were taken and not begun, and the settlements that were not sent. Whoever comes while
 * an exchange is under way leaves his settlement, and his look, to who makes it. Safe for
 * use by several threads.
 *
 * @param <E> type of the payloads
 */
final class PrefetchBuffer<E> {

	/**
	 * How long a settlement may wait for company, in nanoseconds.
	 */
	static final long LINGER = TimeUnit.MILLISECONDS.toNanos(5);

	private final int workable;

	private final int batchSize;

	private final boolean isLimited;

	private final PrefetchEstimator pace;

	private final RedisAvailability contact;

	private final Exchanger<E> exchanger;

	private final Runnable wakeWorker;

	private final long lease;

	private final Queue<Assignment<E>> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger readyCount = new AtomicInteger();

	private final AtomicInteger outstanding = new AtomicInteger();

	private final ReentrantLock givingBack = new ReentrantLock();

	private volatile boolean passedBy;

	private volatile boolean isTaking = true;

	private volatile boolean mayHaveMore;

	/**
	 * An empty supply.
	 * @param wakeWorker has a worker that waits look, if there is one
	 */
	PrefetchBuffer(ConsumableQueue<E> queue, ListenerSettings settings, PrefetchEstimator pace,
			RedisAvailability contact, Exchanger<E> exchanger, Runnable wakeWorker) {
		this.workable = settings.concurrency().max() * settings.batchSize();
		this.batchSize = settings.batchSize();
		this.isLimited = queue.settings().maxInFlight() > 0;
		this.pace = pace;
		this.contact = contact;
		this.exchanger = exchanger;
		this.wakeWorker = wakeWorker;
		this.lease = queue.settings().leaseTime().toNanos();
	}

	/**
	 * Takes the next messages out of those that are here.
	 * @return up to a batch of them, empty if there are none
	 */
	List<Assignment<E>> next() {
		Assignment<E> first = poll();
		if (first == null) {
			return List.of();
		}
		if (this.batchSize == 1) {
			return List.of(first);
		}
		List<Assignment<E>> batch = new ArrayList<>();
		for (Assignment<E> next = first; next != null; next = (batch.size() < this.batchSize) ? poll() : null) {
			batch.add(next);
		}
		return batch;
	}

	/**
	 * Passes over those whose lease ran out before anybody began with them.
	 */
	private @Nullable Assignment<E> poll() {
		Assignment<E> next = this.ready.poll();
		while (next != null) {
			this.readyCount.decrementAndGet();
			if (next.isOurs()) {
				return next;
			}
			release();
			next = this.ready.poll();
		}
		return null;
	}

	/**
	 * Looks for the next messages on behalf of all workers, as one who waits for them.
	 */
	PollResult<Assignment<E>> look(Registration registration) {
		List<Assignment<E>> work = next();
		Intake<E> intake = null;
		// Those who pass by meanwhile rely on another look, which is made for all of them
		boolean again = work.isEmpty() && this.contact.pause() <= 0;
		while (again) {
			// Before the attempt, so that who makes the exchange sees it afterwards
			this.passedBy = true;
			if (!this.exchanger.begin()) {
				return new PollResult<>(List.of(), false, -1);
			}
			try {
				this.passedBy = false;
				intake = exchange(room(), registration);
				work = next();
			}
			finally {
				this.exchanger.end();
			}
			again = work.isEmpty() && intake != null && (this.passedBy || this.exchanger.isGivingBack());
		}
		wakeOthers();
		boolean more = intake != null && intake.more() && (!work.isEmpty() || room() > 0);
		return new PollResult<>(work, more, nextLook(intake));
	}

	private long nextLook(@Nullable Intake<E> intake) {
		long pause = this.contact.pause();
		if (pause > 0) {
			return TimeUnit.NANOSECONDS.toMillis(pause) + 1;
		}
		return (intake != null) ? intake.nextLook() : -1;
	}

	private void wakeOthers() {
		if (this.passedBy || this.readyCount.get() > 0) {
			haveOneLook();
		}
	}

	/**
	 * Has a worker that waits look, if there is one.
	 */
	void haveOneLook() {
		this.wakeWorker.run();
	}

	/**
	 * Settles a message with the next exchange.
	 */
	void settle(Settlement settlement) {
		this.exchanger.add(settlement);
		release();
	}

	/**
	 * Makes room for another message, as one needs no settlement any more.
	 */
	void release() {
		this.outstanding.decrementAndGet();
	}

	/**
	 * Whether the workers should not go on before an exchange: settlements have waited
	 * for long enough, or the messages here are about to run out.
	 */
	boolean isExchangeDue() {
		return (this.exchanger.hasSettlements() && System.nanoTime() - this.exchanger.sentAt() > LINGER)
				|| (this.mayHaveMore && this.readyCount.get() <= room() / 2);
	}

	/**
	 * Sends what is settled, and fetches more if that is wanted, unless that is under way
	 * or Redis is to be left alone.
	 */
	void tryExchange(boolean fetch) {
		if (this.contact.pause() <= 0 && this.exchanger.begin()) {
			try {
				exchange(fetch ? room() : 0, null);
			}
			finally {
				this.exchanger.end();
			}
			wakeOthers();
		}
	}

	/**
	 * Only who makes the exchange calls this.
	 * @return null if there was no need for it, or Redis did not answer
	 */
	private @Nullable Intake<E> exchange(int max, @Nullable Registration registration) {
		if (max == 0 && !this.exchanger.hasSettlements()) {
			return null;
		}
		long now = System.nanoTime();
		Intake<E> intake = this.exchanger.exchange(max, (max > 0) ? registration : null);
		if (intake == null) {
			return null;
		}
		this.mayHaveMore = intake.more() || (max > 0 && intake.messages().size() == max);
		this.outstanding.addAndGet(intake.messages().size());
		Lease taken = new Lease(now, this.lease);
		for (LeasedMessage<E> message : intake.messages()) {
			this.readyCount.incrementAndGet();
			this.ready.add(new Assignment<>(message, taken));
		}
		if (!this.isTaking) {
			giveBack(System.nanoTime());
		}
		return intake;
	}

	private int room() {
		if (!this.isTaking) {
			return 0;
		}
		int ahead = this.isLimited ? 0 : this.pace.ahead();
		int room = this.workable + ahead - this.outstanding.get();
		return Math.max(0, Math.min(room, ConsumableQueue.MAX_EXCHANGE_SIZE));
	}

	/**
	 * Takes messages or, from now on, takes none.
	 */
	void take(boolean taking) {
		this.isTaking = taking;
	}

	/**
	 * Gives back what was taken before a moment and not begun. One thread at a time does
	 * so, as the order counts.
	 */
	void giveBack(long takenBefore) {
		this.givingBack.lock();
		try {
			List<Settlement> returned = new ArrayList<>();
			for (Assignment<E> assignment : this.ready) {
				if (assignment.takenAt() - takenBefore < 0 && this.ready.remove(assignment)) {
					this.readyCount.decrementAndGet();
					returned.add(assignment.message().giveBack());
				}
			}
			this.exchanger.giveBack(returned);
			returned.forEach((settlement) -> release());
		}
		finally {
			this.givingBack.unlock();
		}
	}

	/**
	 * The messages that were taken and not begun.
	 */
	Iterable<Assignment<E>> ready() {
		return this.ready;
	}

	/**
	 * How many messages are here, begun or not.
	 */
	int outstanding() {
		return this.outstanding.get();
	}

}
