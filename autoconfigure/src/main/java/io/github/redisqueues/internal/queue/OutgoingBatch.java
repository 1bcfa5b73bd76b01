package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Messages that one script stores together.
 *
 * @param ids their ids
 * @param bodies their envelopes without the header, which the script writes
 * @param flags the envelope flags of all of them
 * @param delay time until they are ready; ignored if {@code deliverAt} is set
 * @param deliverAt when they are ready, null if the delay decides
 * @param timeToLive how long they may wait to be taken, zero for no limit
 * @param priority their priority
 * @param deduplicationId their deduplication id, empty for none
 * @param group the group of all of them, empty for none
 * @param hasGivenId whether the caller chose the id
 * @param waitForRoom how long to wait if the queue is full
 * @param maxDelay how long they may be delayed from the first send on, if they are
 * debounced; otherwise zero
 */
record OutgoingBatch(List<String> ids, List<byte[]> bodies, int flags, Duration delay, @Nullable Instant deliverAt,
		Duration timeToLive, int priority, String deduplicationId, String group, boolean hasGivenId,
		Duration waitForRoom, Duration maxDelay) {

	OutgoingBatch waitingForRoom(Duration wait) {
		return new OutgoingBatch(this.ids, this.bodies, this.flags, this.delay, this.deliverAt, this.timeToLive,
				this.priority, this.deduplicationId, this.group, this.hasGivenId, wait, this.maxDelay);
	}

	/**
	 * Returns whether the messages are ready at once and Redis need remember nothing
	 * about them but the messages themselves.
	 */
	boolean isPlain() {
		return this.delay.isZero() && this.deliverAt == null && this.timeToLive.isZero()
				&& this.deduplicationId.isEmpty() && this.group.isEmpty() && !this.hasGivenId;
	}

	/**
	 * Returns whether one script can send plain messages together with these.
	 */
	boolean isLike(OutgoingBatch other) {
		return this.flags == other.flags && this.priority == other.priority;
	}

	/**
	 * Returns plain messages of the same kind.
	 */
	OutgoingBatch with(List<String> ids, List<byte[]> bodies) {
		return new OutgoingBatch(ids, bodies, this.flags, this.delay, this.deliverAt, this.timeToLive, this.priority,
				this.deduplicationId, this.group, this.hasGivenId, this.waitForRoom, this.maxDelay);
	}

}
