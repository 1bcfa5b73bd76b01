package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

/**
 * A queue that stores which ticks of a schedule have been sent to it. Every queue of a
 * {@link RedisQueueFactory} is one. For the schedules of this library, not for
 * applications. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public interface SchedulableQueue<E> extends RedisQueue<E> {

	/**
	 * Stores the definition of a schedule, and returns the server's time and which ticks
	 * are settled. If the definition is new or has changed, all ticks up to now count as
	 * settled.
	 * @param schedule name of the schedule, 1 to 200 characters
	 * @param definition when the schedule has ticks; empty to only read the state
	 * @return the state of the schedule
	 */
	State beginSchedule(String schedule, String definition);

	/**
	 * Reads which tick of a schedule was sent last, by any process.
	 * @param schedule name of the schedule, 1 to 200 characters
	 * @return the tick, empty if none was sent
	 */
	Optional<Instant> lastTick(String schedule);

	/**
	 * Sends the message of a tick without delay, unless that tick or a later one has been
	 * sent. Only one of all callers in the fleet sends it. The message has the id
	 * {@code schedule:<schedule>:<tick in milliseconds>} and the headers {@code schedule}
	 * and {@code tick}. Safe to repeat.
	 * @param schedule name of the schedule, 1 to 200 characters
	 * @param tick moment of the tick, in whole milliseconds
	 * @param sendWithin how late the message may be sent, zero for no limit
	 * @param payload what to send
	 * @return whether the message was sent
	 */
	Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload);

	/**
	 * Reads a payload.
	 * @param bytes the payload in the form that the queue's converter writes
	 * @return the payload
	 * @throws io.github.redisqueues.queue.PayloadException if it cannot be read
	 */
	E readPayload(byte[] bytes);

	/**
	 * Checks that a payload can be sent.
	 * @param payload the payload
	 * @throws io.github.redisqueues.queue.PayloadException if it cannot be written or is
	 * too large
	 */
	void checkPayload(E payload);

	/**
	 * Returns whether the queue's payloads are JSON.
	 * @return whether the queue's converter is a {@link JsonPayloadConverter}
	 */
	boolean usesJson();

	/**
	 * The state of a schedule.
	 *
	 * @param now the server's time
	 * @param settled the moment up to which no tick is sent any more
	 */
	record State(Instant now, Instant settled) {

	}

	/**
	 * The result of sending a tick.
	 *
	 * @param outcome whether it was sent
	 * @param now the server's time
	 */
	record Reply(Outcome outcome, Instant now) {

	}

	/**
	 * The outcomes of sending a tick.
	 */
	enum Outcome {

		/**
		 * This call sent the message, or an earlier call did and the message is still
		 * there.
		 */
		SENT,

		/**
		 * This tick or a later one was sent before.
		 */
		DONE,

		/**
		 * The tick is not due yet by the server's clock.
		 */
		EARLY,

		/**
		 * It is too late to send the tick.
		 */
		LATE,

		/**
		 * The queue has reached its capacity.
		 */
		FULL,

		/**
		 * Sending to the queue is paused.
		 */
		PAUSED

	}

}
