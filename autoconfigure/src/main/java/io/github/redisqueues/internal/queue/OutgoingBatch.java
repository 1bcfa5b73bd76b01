package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Messages to be stored together.
 *
 * @param ids their ids
 * @param rests what follows the header in their envelopes
 * @param flags the flags of all of them
 * @param delay how long until they fall due, unless there is a moment
 * @param deliverAt when they fall due, null if the delay says it
 * @param timeToLive how long they may stay untaken, zero for no bound
 * @param priority their priority
 * @param deduplicationId their deduplication id, empty for none
 * @param group the group of all of them, empty for none
 * @param idsAreGiven whether the caller chose the id
 */
record OutgoingBatch(List<String> ids, List<byte[]> rests, int flags, Duration delay, @Nullable Instant deliverAt,
		Duration timeToLive, int priority, String deduplicationId, String group, boolean idsAreGiven) {

	/**
	 * Whether it is ready at once and brings nothing that Redis has to remember.
	 */
	boolean isPlain() {
		return this.delay.isZero() && this.deliverAt == null && this.timeToLive.isZero()
				&& this.deduplicationId.isEmpty() && this.group.isEmpty() && !this.idsAreGiven;
	}

}
