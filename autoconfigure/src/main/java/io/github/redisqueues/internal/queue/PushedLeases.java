package io.github.redisqueues.internal.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The short leases of messages that were pushed to this process. Knows how long they last
 * by this process's clock, and renews those of messages that consumers have, together and
 * a moment after they came, as most are settled by then. From then on the lease is like
 * any other. Until then Redis does not know that the message was taken, and would give it
 * back without counting an attempt. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class PushedLeases<E> {

	private static final Log logger = LogFactory.getLog(PushedLeases.class);

	private static final long RENEWED_AFTER_MILLIS = 50;

	private static final int MAX_PER_SCRIPT = 500;

	private final String queue;

	private final QueueClient client;

	private final LeaseClient<E> leases;

	private final Queue<Kept<E>> kept = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean planned = new AtomicBoolean();

	private volatile @Nullable Clock clock;

	/**
	 * A moment by both clocks.
	 *
	 * @param local the moment by {@link System#nanoTime()}, or earlier
	 * @param serverMillis the moment by the server's clock
	 */
	private record Clock(long local, long serverMillis) {
	}

	/**
	 * A message that a consumer has.
	 *
	 * @param delivery the message
	 * @param lease the lease that it was pushed with
	 */
	private record Kept<E>(RedisDelivery<E> delivery, LeasePeriod lease) {

		/**
		 * Returns whether nobody has settled the message or extended its lease.
		 */
		boolean isAsPushed() {
			return !this.delivery.isSettling() && this.delivery.isLeased() && this.delivery.period() == this.lease;
		}

	}

	PushedLeases(String queue, QueueClient client, LeaseClient<E> leases) {
		this.queue = queue;
		this.client = client;
		this.leases = leases;
	}

	/**
	 * Notes the time of the server when a call was executed.
	 * @param lease the lease that the call asked for, from when it was sent
	 * @param takenUntil the deadline of this lease by the server's clock
	 */
	void noteClock(LeasePeriod lease, double takenUntil) {
		this.clock = new Clock(lease.begin(),
				(long) Math.ceil(takenUntil) - TimeUnit.NANOSECONDS.toMillis(lease.nanos()));
	}

	/**
	 * Returns the time of a pushed lease by this process's clock: it ends no later than
	 * that by the server's.
	 * @return null if it has ended
	 */
	@Nullable LeasePeriod period(PushedMessage pushed) {
		Clock known = this.clock;
		if (known == null) {
			return null;
		}
		long now = System.nanoTime();
		long pushedAt = pushed.pushedAt().toEpochMilli();
		long since = TimeUnit.MILLISECONDS.toNanos(pushedAt - known.serverMillis());
		// The server's clock may have been set
		long begin = now + Math.min(0, known.local() + since - now);
		LeasePeriod period = new LeasePeriod(begin,
				TimeUnit.MILLISECONDS.toNanos(pushed.leaseUntil().toEpochMilli() - pushedAt));
		return (period.end() - now > 0) ? period : null;
	}

	/**
	 * Renews the lease of a message that a consumer has got, soon.
	 */
	void keep(RedisDelivery<E> delivery) {
		this.kept.add(new Kept<>(delivery, delivery.period()));
		plan();
	}

	private void plan() {
		if (this.planned.compareAndSet(false, true)) {
			this.client.executor()
				.schedule(() -> this.client.completions().execute(this::renew), RENEWED_AFTER_MILLIS,
						TimeUnit.MILLISECONDS);
		}
	}

	private void renew() {
		this.planned.set(false);
		List<Kept<E>> due = new ArrayList<>();
		Kept<E> next;
		while (due.size() < MAX_PER_SCRIPT && (next = this.kept.poll()) != null) {
			due.add(next);
		}
		due.removeIf((kept) -> !kept.isAsPushed());
		if (!due.isEmpty()) {
			try {
				this.leases.renewPushed(due.stream().map(Kept::delivery).toList());
			}
			catch (RuntimeException ex) {
				logger.debug(due.size() + " leases of messages of queue '" + this.queue
						+ "' could not be renewed; trying again while they last", ex);
				this.kept.addAll(due);
			}
		}
		if (!this.kept.isEmpty()) {
			plan();
		}
	}

}
