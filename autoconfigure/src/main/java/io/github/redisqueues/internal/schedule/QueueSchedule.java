package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.RedisQueue;

/**
 * A schedule that sends a message to a queue at each of its ticks. All instances of an
 * application have the same schedule; for each tick one of them sends the message.
 * Immutable.
 *
 * @param <E> type of the payload
 * @param id the schedule's id, unique within its queue, 1 to 200 characters
 * @param queue the queue that the messages are sent to
 * @param ticks when messages are sent
 * @param payload the payload of each message
 * @param sendWithin how late a tick may still be sent if no instance was running, Redis
 * could not be reached, or the queue was full; zero for no limit
 */
public record QueueSchedule<E>(String id, RedisQueue<E> queue, Ticks ticks, E payload, Duration sendWithin) {

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if a value is out of range, or the queue was not
	 * created by a {@code RedisQueueFactory}
	 */
	public QueueSchedule {
		Objects.requireNonNull(ticks, "ticks must not be null");
		Objects.requireNonNull(payload, "payload must not be null");
		Objects.requireNonNull(sendWithin, "sendWithin must not be null");
		Texts.requireName("id", id);
		if (!(queue instanceof SchedulableQueue<E>)) {
			throw new InvalidValueException("queue", "must have been created by a RedisQueueFactory", queue);
		}
		if (sendWithin.isNegative() || sendWithin.compareTo(Durations.LONGEST) > 0
				|| (!sendWithin.isZero() && sendWithin.toMillis() == 0)) {
			throw new InvalidValueException("sendWithin", "must be 1ms to 10000 days, or zero", sendWithin);
		}
	}

	SchedulableQueue<E> schedulableQueue() {
		return (SchedulableQueue<E>) this.queue;
	}

	/**
	 * Returns everything except the payload.
	 */
	@Override
	public String toString() {
		return "schedule '" + this.id + "' of queue '" + this.queue.name() + "' (" + this.ticks + ")";
	}

}
