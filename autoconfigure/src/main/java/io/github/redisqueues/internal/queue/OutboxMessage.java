package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A message of a transactional queue, with all that is needed to send it to Redis again.
 *
 * @param id its id
 * @param body its envelope without the header, which Redis writes
 * @param flags the envelope's flags
 * @param deliverAt when it is ready by this process's clock, in milliseconds since 1970;
 * 0 for at once
 * @param expiresAt when it expires unless it was taken, in milliseconds since 1970; 0 for
 * never
 * @param priority its priority
 * @param deduplicationId its deduplication id, empty for none
 * @param group its group, empty for none
 */
public record OutboxMessage(String id, byte[] body, int flags, long deliverAt, long expiresAt, int priority,
		String deduplicationId, String group) {

	/**
	 * Returns the messages of a batch that is sent at a moment.
	 */
	static List<OutboxMessage> of(OutgoingBatch batch, Instant now) {
		Instant due = (batch.deliverAt() != null) ? batch.deliverAt() : now.plus(batch.delay());
		long deliverAt = due.isAfter(now) ? due.toEpochMilli() : 0;
		long expiresAt = batch.timeToLive().isZero() ? 0 : now.plus(batch.timeToLive()).toEpochMilli();
		List<OutboxMessage> messages = new ArrayList<>(batch.ids().size());
		for (int i = 0; i < batch.ids().size(); i++) {
			messages.add(new OutboxMessage(batch.ids().get(i), batch.bodies().get(i), batch.flags(), deliverAt,
					expiresAt, batch.priority(), batch.deduplicationId(), batch.group()));
		}
		return messages;
	}

	/**
	 * Returns whether the message has expired at a moment.
	 * @param now the moment
	 * @return whether it has
	 */
	public boolean isExpired(Instant now) {
		return this.expiresAt != 0 && this.expiresAt <= now.toEpochMilli();
	}

	/**
	 * Returns what sends the message at a moment before it expires. It has an id of the
	 * caller's, so that Redis leaves it alone where it is known.
	 */
	OutgoingBatch toBatch(Instant now) {
		long delay = Math.max(this.deliverAt - now.toEpochMilli(), 0);
		long timeToLive = (this.expiresAt != 0) ? Math.max(this.expiresAt - now.toEpochMilli(), 1) : 0;
		return new OutgoingBatch(List.of(this.id), List.of(this.body), this.flags, Duration.ofMillis(delay), null,
				Duration.ofMillis(timeToLive), this.priority, this.deduplicationId, this.group, true, Duration.ZERO,
				Duration.ZERO);
	}

}
