package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.queue.ConsumableQueue;
import io.github.redisqueues.queue.LeasedMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sees to what the workers of one container cannot see to while they are inside the
 * handler: renews leases, interrupts handlers that take too long, sends settlements that
 * nobody else sends, and gives back what was taken and not begun for a while. It sleeps
 * while there is nothing of that.
 *
 * @param <E> type of the payloads
 */
final class Keeper<E> implements Runnable {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long NEVER = Long.MAX_VALUE / 2;

	/**
	 * How long a message may lie here that no worker has begun.
	 */
	private static final long NOT_BEGUN_FOR = TimeUnit.SECONDS.toNanos(1);

	private final String listener;

	private final Supply<E> supply;

	private final Set<Worker<E>> workers;

	private final Contact contact;

	private final long timeLimit;

	private final long lease;

	private final long interval;

	private volatile @Nullable Thread thread;

	private volatile long lookAt;

	private volatile boolean stopped;

	Keeper(String listener, Supply<E> supply, Set<Worker<E>> workers, Duration timeLimit, Duration lease,
			Contact contact) {
		this.listener = listener;
		this.supply = supply;
		this.workers = workers;
		this.contact = contact;
		this.timeLimit = timeLimit.toNanos();
		this.lease = lease.toNanos();
		long often = Math.min(this.lease / 9, NOT_BEGUN_FOR / 2);
		this.interval = (this.timeLimit > 0) ? Math.min(often, Math.max(this.timeLimit / 10, 1_000_000)) : often;
	}

	/**
	 * Has it look soon, as something is in work or waits to be sent, unless it does so
	 * anyway.
	 */
	void lookSoon(long nanos) {
		if (System.nanoTime() + nanos - this.lookAt < 0) {
			lookNow();
		}
	}

	/**
	 * Has it look from time to time, as something is in work.
	 */
	void keepLooking() {
		lookSoon(this.interval);
	}

	void lookNow() {
		this.lookAt = System.nanoTime();
		LockSupport.unpark(this.thread);
	}

	void stop() {
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		while (!this.stopped) {
			// Whoever brings something from here on has it look again
			long never = System.nanoTime() + NEVER;
			this.lookAt = never;
			long wait;
			try {
				wait = look();
			}
			catch (RuntimeException | Error ex) {
				logger.error("What " + this.listener + " works on could not be looked after, which is tried again", ex);
				wait = this.interval;
			}
			if (this.lookAt == never) {
				this.lookAt = System.nanoTime() + wait;
				LockSupport.parkNanos(this, wait);
			}
		}
	}

	/**
	 * Looks after everything once.
	 * @return for how long it need not look again, in nanoseconds
	 */
	private long look() {
		long now = System.nanoTime();
		if (this.supply.hasSettlements() && now - this.supply.sentAt() >= Supply.LINGER) {
			this.supply.tryExchange(false);
		}
		if (this.timeLimit > 0) {
			interruptTheSlow(now - this.timeLimit);
		}
		this.supply.giveBack(now - NOT_BEGUN_FOR);
		renew(now);
		if (this.supply.hasSettlements()) {
			return Math.min(this.interval, Supply.LINGER);
		}
		return (this.supply.outstanding() > 0) ? this.interval : NEVER;
	}

	private void interruptTheSlow(long begunBefore) {
		for (Worker<E> worker : this.workers) {
			if (worker.interruptIfBegunBefore(begunBefore)) {
				logger.warn("A handler of " + this.listener + " took longer than its time limit of "
						+ TimeUnit.NANOSECONDS.toMillis(this.timeLimit) + " ms and was interrupted");
			}
		}
	}

	private void renew(long now) {
		List<Assignment<E>> due = new ArrayList<>();
		for (Worker<E> worker : this.workers) {
			addThoseDue(worker.work(), now, due);
		}
		addThoseDue(this.supply.ready(), now, due);
		for (int from = 0; from < due.size(); from += ConsumableQueue.MAX_EXCHANGE_SIZE) {
			if (this.contact.pause() > 0) {
				return;
			}
			renewAll(due.subList(from, Math.min(from + ConsumableQueue.MAX_EXCHANGE_SIZE, due.size())));
		}
	}

	private void addThoseDue(Iterable<Assignment<E>> assignments, long now, List<Assignment<E>> target) {
		for (Assignment<E> assignment : assignments) {
			if (!assignment.isLost() && assignment.deadline() - now < this.lease / 3 * 2) {
				target.add(assignment);
			}
		}
	}

	private void renewAll(List<Assignment<E>> due) {
		long now = System.nanoTime();
		List<LeasedMessage<E>> messages = new ArrayList<>(due.size());
		due.forEach((assignment) -> messages.add(assignment.message()));
		List<LeasedMessage<E>> lost;
		try {
			lost = this.supply.renew(messages);
		}
		catch (RuntimeException ex) {
			this.contact.failed(ex);
			return;
		}
		for (Assignment<E> assignment : due) {
			if (lost.contains(assignment.message())) {
				assignment.lose();
			}
			else {
				assignment.deadline(now + this.lease);
			}
		}
	}

}
