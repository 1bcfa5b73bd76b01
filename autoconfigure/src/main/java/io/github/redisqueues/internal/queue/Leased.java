package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;

import io.github.redisqueues.internal.queue.StoredMessage.Taken;

/**
 * What the messages that one call leases have in common. Immutable.
 *
 * @param until when the leases end, by the server's clock
 * @param taken the leases as they are stored
 * @param isMarked whether no other lease of this process that is under way has the same
 * mark
 * @param time how long each renewal leases a message
 * @param period the time of the leases by this process's clock
 */
record Leased(Instant until, Taken taken, boolean isMarked, Duration time, LeasePeriod period) {

	/**
	 * Creates it.
	 * @param takenUntil the deadline as it is stored
	 */
	Leased(double takenUntil, Duration time, LeasePeriod period) {
		this(Instant.ofEpochMilli((long) Math.ceil(takenUntil)), new Taken(takenUntil, period.begin()),
				LeaseMarks.isOfOneCall(takenUntil), time, period);
	}

	/**
	 * Makes the deliveries.
	 *
	 * @param <E> type of the payloads
	 */
	@FunctionalInterface
	interface Reader<E> {

		RedisDelivery<E> delivery(Leased leased, String id, String receipt, byte[] envelope);

	}

}
