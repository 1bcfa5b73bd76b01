package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Renews the leases of one container's messages. Also does what its workers cannot do
 * while they are in the handler: sends settlements that no worker sends, and gives back
 * messages that no worker has started on for a second. Sleeps while there is nothing to
 * do.
 *
 * @param <E> type of the payloads
 */
final class LeaseRenewer<E> extends PeriodicTask {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long MAX_PREFETCH_TIME = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final PrefetchBuffer<E> buffer;

	private final Set<Worker<E>> workers;

	private final RedisAvailability redis;

	private final long interval;

	private volatile boolean wasActive;

	private volatile boolean checksAll;

	LeaseRenewer(String listener, ConsumableQueue<E> queue, PrefetchBuffer<E> buffer, Set<Worker<E>> workers,
			RedisAvailability redis) {
		this.listener = listener;
		this.queue = queue;
		this.buffer = buffer;
		this.workers = workers;
		this.redis = redis;
		long lease = queue.settings().leaseTime().toNanos();
		this.interval = Math.max(Math.min(lease / 9, MAX_PREFETCH_TIME / 2), SHORTEST_INTERVAL);
	}

	/**
	 * Starts to check the leases periodically, because a worker starts on messages. Goes
	 * on for one interval after the last message, so that a worker rarely has to wake the
	 * thread.
	 */
	void activate() {
		if (!this.wasActive) {
			this.wasActive = true;
		}
		runWithin(this.interval);
	}

	/**
	 * Plans the renewal of a lease that a handler has made longer or shorter.
	 */
	void leaseChanged(RedisDelivery<?> delivery) {
		runWithin(delivery.renewAt() - System.nanoTime());
	}

	/**
	 * Asks now which messages are gone.
	 */
	void checkAll() {
		this.checksAll = true;
		runNow();
	}

	@Override
	long runOnce() {
		try {
			return renewAndFlush();
		}
		catch (RuntimeException | Error ex) {
			logger.error(this.listener + " failed to renew leases; retrying in "
					+ TimeUnit.NANOSECONDS.toMillis(this.interval) + " ms", ex);
			return this.interval;
		}
	}

	private long renewAndFlush() {
		long now = System.nanoTime();
		this.buffer.giveBack(now - MAX_PREFETCH_TIME);
		if (this.buffer.hasOverdueSettlements()) {
			this.buffer.tryExchange(false);
		}
		if (this.checksAll) {
			checkLeases();
		}
		long pause = Math.min(this.interval, renewDue(now) - System.nanoTime());
		if (this.redis.isLost() && this.redis.pause() <= 0) {
			this.buffer.wakeOne();
		}
		boolean isBusy = this.wasActive || this.buffer.inFlight() > 0 || this.redis.isLost();
		this.wasActive = false;
		// Checked last, because a message that is no longer in flight is settled by now
		if (this.buffer.hasSettlements()) {
			return Math.min(pause, Math.max(PrefetchBuffer.LINGER, this.redis.pause()));
		}
		// An exchange that fails puts its settlements back
		return (isBusy || !this.buffer.isFlushed()) ? pause : NEVER;
	}

	private void checkLeases() {
		this.checksAll = false;
		List<RedisDelivery<E>> all = new ArrayList<>();
		this.workers.forEach((worker) -> addDue(worker.work(), System.nanoTime() + NEVER, all));
		addDue(this.buffer.ready(), System.nanoTime() + NEVER, all);
		for (int from = 0; from < all.size(); from += ConsumableQueue.MAX_EXCHANGE_SIZE) {
			int to = Math.min(from + ConsumableQueue.MAX_EXCHANGE_SIZE, all.size());
			if (!tryRenew(this.queue::check, all.subList(from, to))) {
				this.checksAll = true;
			}
		}
	}

	/**
	 * Renews the leases that are due.
	 * @return when the next renewal or the next attempt is due
	 */
	private long renewDue(long now) {
		List<RedisDelivery<E>> due = new ArrayList<>();
		long next = NEVER;
		for (Worker<E> worker : this.workers) {
			next = Math.min(next, addDue(worker.work(), now, due));
		}
		next = Math.min(next, addDue(this.buffer.ready(), now, due));
		for (int from = 0; from < due.size(); from += ConsumableQueue.MAX_EXCHANGE_SIZE) {
			List<RedisDelivery<E>> batch = due.subList(from,
					Math.min(from + ConsumableQueue.MAX_EXCHANGE_SIZE, due.size()));
			next = Math.min(next, tryRenew(this.queue::renew, batch) ? NEVER : untilNextAttempt(batch, now));
		}
		return now + next;
	}

	/**
	 * Adds the messages whose leases are due for renewal.
	 * @return nanoseconds until one of the other leases is due
	 */
	private long addDue(Iterable<RedisDelivery<E>> deliveries, long now, List<RedisDelivery<E>> due) {
		long next = NEVER;
		for (RedisDelivery<E> delivery : deliveries) {
			long wait = delivery.renewAt() - now;
			if (wait <= 0 && !delivery.isLost() && !delivery.isSettled()) {
				due.add(delivery);
			}
			else if (wait > 0) {
				next = Math.min(next, wait);
			}
		}
		return next;
	}

	/**
	 * Returns the pause until the next attempt to renew leases, which leaves time for
	 * several attempts even if a lease is short.
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
	 * Ends the work on a message that was removed from the queue.
	 */
	void cancel(String id, String receipt) {
		for (RedisDelivery<E> delivery : this.buffer.ready()) {
			if (delivery.is(id, receipt)) {
				delivery.cancel();
			}
		}
		for (Worker<E> worker : this.workers) {
			for (RedisDelivery<E> delivery : worker.work()) {
				if (delivery.is(id, receipt)) {
					delivery.cancel();
					interrupt(delivery);
				}
			}
		}
	}

	private void interrupt(RedisDelivery<E> delivery) {
		for (Worker<E> worker : this.workers) {
			if (worker.interruptIfHandling(delivery)) {
				logger.info("Message '" + delivery.id() + "' was removed while " + this.listener
						+ " worked on it; its handler was interrupted");
			}
		}
	}

	/**
	 * Renews or checks leases.
	 * @return whether Redis answered
	 */
	private boolean tryRenew(UnaryOperator<List<RedisDelivery<E>>> renewal, List<RedisDelivery<E>> due) {
		try {
			List<RedisDelivery<E>> lost = renewal.apply(due);
			this.redis.succeeded();
			lost.stream().filter(RedisDelivery::isCancelled).forEach(this::interrupt);
			return true;
		}
		catch (RuntimeException ex) {
			this.redis.failed(ex);
			return false;
		}
	}

}
