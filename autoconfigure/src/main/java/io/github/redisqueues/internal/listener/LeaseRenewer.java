package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Sees to what the workers of one container cannot see to while they are inside the
 * handler: renews leases, sends settlements that nobody else sends, and gives back what
 * was taken and not begun for a while. It sleeps while there is nothing of that.
 *
 * @param <E> type of the payloads
 */
final class LeaseRenewer<E> extends PeriodicTask {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	/**
	 * How long a message may lie here that no worker has begun.
	 */
	private static final long NOT_BEGUN_FOR = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final PrefetchBuffer<E> supply;

	private final Exchanger<E> exchanger;

	private final Set<Worker<E>> workers;

	private final RedisAvailability contact;

	private final long interval;

	private volatile boolean begun;

	LeaseRenewer(String listener, ConsumableQueue<E> queue, PrefetchBuffer<E> supply, Exchanger<E> exchanger,
			Set<Worker<E>> workers, RedisAvailability contact) {
		this.listener = listener;
		this.queue = queue;
		this.supply = supply;
		this.exchanger = exchanger;
		this.workers = workers;
		this.contact = contact;
		long lease = queue.settings().leaseTime().toNanos();
		this.interval = Math.max(Math.min(lease / 9, NOT_BEGUN_FOR / 2), SHORTEST_INTERVAL);
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

	/**
	 * Renews a lease in time that a handler has extended or made shorter.
	 */
	void leaseChanged(RedisDelivery<E> delivery) {
		lookSoon(delivery.renewAt() - System.nanoTime());
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
		if (this.exchanger.hasSettlements() && now - this.exchanger.sentAt() >= PrefetchBuffer.LINGER) {
			this.supply.tryExchange(false);
		}
		long wait = Math.min(this.interval, renew(now) - System.nanoTime());
		if (this.contact.isLost() && this.contact.pause() <= 0) {
			this.supply.haveOneLook();
		}
		boolean isBusy = this.begun || this.supply.outstanding() > 0 || this.contact.isLost();
		this.begun = false;
		// Not before, as what is not outstanding any more is settled by now
		if (this.exchanger.hasSettlements()) {
			return Math.min(wait, Math.max(PrefetchBuffer.LINGER, this.contact.pause()));
		}
		// What an exchange takes with it comes back when that fails
		return (isBusy || !this.exchanger.isQuiet()) ? wait : NEVER;
	}

	/**
	 * Renews the leases for which it is time.
	 * @return when it is time for one of the others, or once more for one of these
	 */
	private long renew(long now) {
		List<RedisDelivery<E>> due = new ArrayList<>();
		long next = NEVER;
		for (Worker<E> worker : this.workers) {
			next = Math.min(next, addThoseDue(worker.work(), now, due));
		}
		next = Math.min(next, addThoseDue(this.supply.ready(), now, due));
		for (int from = 0; from < due.size(); from += ConsumableQueue.MAX_EXCHANGE_SIZE) {
			List<RedisDelivery<E>> some = due.subList(from,
					Math.min(from + ConsumableQueue.MAX_EXCHANGE_SIZE, due.size()));
			next = Math.min(next, renewAll(some) ? NEVER : untilNextAttempt(some, now));
		}
		return now + next;
	}

	/**
	 * Adds those whose leases are to be renewed by now.
	 * @return how long until that is so with one of the others, in nanoseconds
	 */
	private long addThoseDue(Iterable<RedisDelivery<E>> deliveries, long now, List<RedisDelivery<E>> target) {
		long next = NEVER;
		for (RedisDelivery<E> delivery : deliveries) {
			long wait = delivery.renewAt() - now;
			if (wait <= 0 && !delivery.isLost()) {
				target.add(delivery);
			}
			else if (wait > 0) {
				next = Math.min(next, wait);
			}
		}
		return next;
	}

	/**
	 * However short a lease is, there is time for some attempts.
	 */
	private static <E> long untilNextAttempt(List<RedisDelivery<E>> due, long now) {
		long next = NEVER;
		for (RedisDelivery<E> delivery : due) {
			long left = delivery.leaseEnd() - now;
			if (left > 0) {
				next = Math.min(next, Math.max(left / 3, SHORTEST_INTERVAL));
			}
		}
		return next;
	}

	/**
	 * Renews leases.
	 * @return whether Redis answered
	 */
	private boolean renewAll(List<RedisDelivery<E>> due) {
		try {
			this.queue.renew(due);
			this.contact.answered();
			return true;
		}
		catch (RuntimeException ex) {
			this.contact.failed(ex);
			return false;
		}
	}

}
