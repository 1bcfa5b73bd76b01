package io.github.redisqueues.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.queue.ConsumableQueue;
import io.github.redisqueues.queue.Intake;
import io.github.redisqueues.queue.LeasedMessage;
import io.github.redisqueues.queue.Settlement;
import io.github.redisqueues.redis.Look.Presence;
import io.github.redisqueues.redis.RedisNotExecutedException;
import io.github.redisqueues.redis.Sight;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the workers of one container have between them and the queue: the messages that
 * were taken and not begun, and the settlements that were not sent. One exchange at a
 * time carries both; whoever comes while one is under way leaves his settlement to the
 * next, so that the exchanges grow with the load. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Supply<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	/**
	 * How long a settlement may wait for company, in nanoseconds.
	 */
	static final long LINGER = TimeUnit.MILLISECONDS.toNanos(5);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final int workable;

	private final int batchSize;

	private final Pace pace;

	private final Contact contact;

	private final long lease;

	private final ReentrantLock exchanging = new ReentrantLock();

	private final Queue<Settlement> settled = new ConcurrentLinkedQueue<>();

	private final Queue<Assignment<E>> ready = new ConcurrentLinkedQueue<>();

	private final AtomicInteger readyCount = new AtomicInteger();

	private final AtomicInteger outstanding = new AtomicInteger();

	private volatile boolean passedBy;

	private volatile boolean isTaking = true;

	private volatile boolean mayHaveMore;

	private volatile long sentAt = System.nanoTime();

	private boolean isRepeating;

	Supply(String listener, ConsumableQueue<E> queue, ListenerSettings settings, Pace pace, Contact contact) {
		this.listener = listener;
		this.queue = queue;
		this.workable = settings.concurrency().max() * settings.batchSize();
		this.batchSize = settings.batchSize();
		this.pace = pace;
		this.contact = contact;
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
		List<Assignment<E>> batch = new ArrayList<>(this.batchSize);
		for (Assignment<E> next = first; next != null; next = (batch.size() < this.batchSize) ? poll() : null) {
			batch.add(next);
		}
		return batch;
	}

	private @Nullable Assignment<E> poll() {
		Assignment<E> next = this.ready.poll();
		if (next != null) {
			this.readyCount.decrementAndGet();
		}
		return next;
	}

	/**
	 * Looks for the next messages on behalf of all workers, as one who waits for them.
	 */
	Sight<List<Assignment<E>>> look(Presence presence) {
		List<Assignment<E>> next = next();
		if (!next.isEmpty()) {
			return new Sight<>(next, this.readyCount.get() > 0, -1);
		}
		long pause = this.contact.pause();
		if (pause > 0) {
			return new Sight<>(null, false, TimeUnit.NANOSECONDS.toMillis(pause) + 1);
		}
		// Before the attempt, so that who holds the lock sees it after letting it go
		this.passedBy = true;
		if (!this.exchanging.tryLock()) {
			return new Sight<>(null, false, -1);
		}
		Intake<E> intake;
		try {
			this.passedBy = false;
			int max = room();
			intake = (max > 0 || !this.settled.isEmpty()) ? exchange(max, (max > 0) ? presence : null) : null;
			next = next();
		}
		finally {
			this.exchanging.unlock();
		}
		boolean more = this.readyCount.get() > 0 || this.passedBy || (intake != null && intake.more() && room() > 0);
		return new Sight<>(next.isEmpty() ? null : next, more, (intake != null) ? intake.nextLook() : nextAttempt());
	}

	private long nextAttempt() {
		long pause = this.contact.pause();
		return (pause > 0) ? TimeUnit.NANOSECONDS.toMillis(pause) + 1 : -1;
	}

	/**
	 * Settles a message with the next exchange.
	 */
	void settle(Settlement settlement) {
		this.settled.add(settlement);
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
		return (!this.settled.isEmpty() && System.nanoTime() - this.sentAt > LINGER)
				|| (this.mayHaveMore && this.readyCount.get() <= room() / 2);
	}

	/**
	 * Sends what is settled, and fetches more if that is wanted, unless that is under way
	 * or Redis is to be left alone.
	 * @return whether there was an exchange
	 */
	boolean tryExchange(boolean fetch) {
		if (this.contact.pause() > 0 || !this.exchanging.tryLock()) {
			return false;
		}
		boolean exchanged;
		try {
			int max = fetch ? room() : 0;
			exchanged = (max > 0 || !this.settled.isEmpty()) && exchange(max, null) != null;
		}
		finally {
			this.exchanging.unlock();
		}
		if (this.passedBy || this.readyCount.get() > 0) {
			this.queue.line().wakeFirst();
		}
		return exchanged;
	}

	/**
	 * The caller holds the lock.
	 * @return null if Redis did not answer
	 */
	private @Nullable Intake<E> exchange(int max, @Nullable Presence presence) {
		List<Settlement> settlements = new ArrayList<>();
		Settlement next;
		while (settlements.size() < ConsumableQueue.MAX_EXCHANGE_SIZE && (next = this.settled.poll()) != null) {
			settlements.add(next);
		}
		long now = System.nanoTime();
		this.sentAt = now;
		Intake<E> intake = null;
		try {
			intake = this.queue.exchange(settlements, max, presence);
		}
		catch (RuntimeException ex) {
			this.isRepeating = this.isRepeating || !(ex instanceof RedisNotExecutedException);
			this.contact.failed(ex);
			return null;
		}
		finally {
			if (intake == null) {
				this.settled.addAll(settlements);
			}
		}
		this.contact.answered();
		this.mayHaveMore = intake.more() || (max > 0 && intake.messages().size() == max);
		for (LeasedMessage<E> message : intake.messages()) {
			this.ready.add(new Assignment<>(message, now, now + this.lease));
		}
		this.outstanding.addAndGet(intake.messages().size());
		this.readyCount.addAndGet(intake.messages().size());
		// What was asked for twice may have been done the first time
		if (!intake.late().isEmpty() && !this.isRepeating) {
			logger.warn(this.listener + " finished " + intake.late().size()
					+ " message(s) after the lease had run out, so they are delivered again; the first is '"
					+ intake.late().get(0).message().id() + "'");
		}
		this.isRepeating = false;
		return intake;
	}

	private int room() {
		if (!this.isTaking) {
			return 0;
		}
		int ahead = (this.queue.settings().maxInFlight() > 0) ? 0 : this.pace.ahead();
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
	 * Gives back what was taken before a moment and not begun.
	 */
	void giveBack(long takenBefore) {
		for (Assignment<E> assignment : this.ready) {
			if (assignment.takenAt() - takenBefore < 0 && this.ready.remove(assignment)) {
				this.readyCount.decrementAndGet();
				settle(assignment.message().giveBack());
			}
		}
	}

	/**
	 * The messages that were taken and not begun.
	 */
	Iterable<Assignment<E>> ready() {
		return this.ready;
	}

	int readyCount() {
		return this.readyCount.get();
	}

	/**
	 * How many messages are here, begun or not.
	 */
	int outstanding() {
		return this.outstanding.get();
	}

	boolean hasSettlements() {
		return !this.settled.isEmpty();
	}

	/**
	 * When the last exchange began.
	 */
	long sentAt() {
		return this.sentAt;
	}

	List<LeasedMessage<E>> renew(List<LeasedMessage<E>> messages) {
		List<LeasedMessage<E>> lost = this.queue.renew(messages);
		this.contact.answered();
		return lost;
	}

}
