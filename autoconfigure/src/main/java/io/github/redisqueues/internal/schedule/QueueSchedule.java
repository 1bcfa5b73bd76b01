package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.RedisQueue;

/**
 * One schedule: at each of its ticks a message is sent into a queue. All instances of an
 * application have the same schedule, and of each tick one of them sends the message.
 * Immutable.
 *
 * @param <E> type of the payload
 * @param id what the schedule is called in its queue, 1 to 200 characters
 * @param queue where the messages go
 * @param ticks when they are sent
 * @param payload what is sent each time
 * @param sendWithin how late a tick may still be sent when there was nobody to send it,
 * Redis was away or the queue was full; zero for no bound
 */
public record QueueSchedule<E>(String id, RedisQueue<E> queue, Ticks ticks, E payload, Duration sendWithin) {

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException if one is out of its range, or the queue was not
	 * made by a {@code RedisQueueFactory}
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

	SchedulableQueue<E> schedulable() {
		return (SchedulableQueue<E>) this.queue;
	}

	/**
	 * Names everything but the payload.
	 */
	@Override
	public String toString() {
		return "schedule '" + this.id + "' of queue '" + this.queue.name() + "' (" + this.ticks + ")";
	}

}
