package io.github.redisqueues.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.queue.ConsumableQueue;
import io.github.redisqueues.queue.LeasedMessage;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sees to what the workers of one container cannot see to while they are inside the
 * handler: renews leases, sends settlements that nobody else sends, and gives back what
 * was taken and not begun for a while. It sleeps while there is nothing of that.
 *
 * @param <E> type of the payloads
 */
final class Keeper<E> extends Watch {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	/**
	 * How long a message may lie here that no worker has begun.
	 */
	private static final long NOT_BEGUN_FOR = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final Supply<E> supply;

	private final Exchanger<E> exchanger;

	private final Set<Worker<E>> workers;

	private final Contact contact;

	private final long lease;

	private final long interval;

	private volatile boolean begun;

	Keeper(String listener, ConsumableQueue<E> queue, Supply<E> supply, Exchanger<E> exchanger, Set<Worker<E>> workers,
			Contact contact) {
		this.listener = listener;
		this.queue = queue;
		this.supply = supply;
		this.exchanger = exchanger;
		this.workers = workers;
		this.contact = contact;
		this.lease = queue.settings().leaseTime().toNanos();
		this.interval = Math.max(Math.min(this.lease / 9, NOT_BEGUN_FOR / 2), SHORTEST_INTERVAL);
	}

	/**
	 * Has it look from time to time, as something is in work. It goes on for a while when
	 * there is nothing more, so that it need not be woken for each of some messages.
	 */
	void keepLooking() {
		if (!this.begun) {
			this.begun = true;
		}
		lookSoon(this.interval);
	}

	@Override
	long look() {
		try {
			return lookAfterAll();
		}
		catch (RuntimeException | Error ex) {
			logger.error("What " + this.listener + " works on could not be looked after, which is tried again", ex);
			return this.interval;
		}
	}

	private long lookAfterAll() {
		long now = System.nanoTime();
		this.supply.giveBack(now - NOT_BEGUN_FOR);
		if (this.exchanger.hasSettlements() && now - this.exchanger.sentAt() >= Supply.LINGER) {
			this.supply.tryExchange(false);
		}
		renew(now);
		boolean isBusy = this.begun || this.supply.outstanding() > 0;
		this.begun = false;
		// Not before, as what is not outstanding any more is settled by now
		if (this.exchanger.hasSettlements()) {
			return Math.min(this.interval, Math.max(Supply.LINGER, this.contact.pause()));
		}
		return isBusy ? this.interval : NEVER;
	}

	private void renew(long now) {
		List<Assignment<E>> due = new ArrayList<>();
		for (Worker<E> worker : this.workers) {
			addThoseDue(worker.work(), now, due);
		}
		addThoseDue(this.supply.ready(), now, due);
		for (int from = 0; from < due.size(); from += ConsumableQueue.MAX_EXCHANGE_SIZE) {
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
			lost = this.queue.renew(messages);
			this.contact.answered();
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
