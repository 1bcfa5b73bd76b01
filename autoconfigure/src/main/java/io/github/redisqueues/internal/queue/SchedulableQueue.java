package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

/**
 * A queue that knows which ticks of a schedule have been sent into it. Every queue that a
 * {@link RedisQueueFactory} makes is one. This is a door for the schedules of this
 * library ({@code io.github.redisqueues.internal.schedule}), and not for applications.
 * Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public interface SchedulableQueue<E> extends RedisQueue<E> {

	/**
	 * Asks for the server's time and for the ticks that are done with.
	 * @param schedule what the schedule is called, 1 to 200 characters
	 * @param definition when it has ticks; where the fleet knew none or another one, all
	 * ticks up to now are done with from here on. Empty to ask only
	 * @return what the server knows
	 */
	State beginSchedule(String schedule, String definition);

	/**
	 * Sends the message of a tick at once, unless that tick or a later one has been sent.
	 * Of all callers in the fleet one sends it. The message has the id
	 * {@code schedule:<schedule>:<tick in milliseconds>} and the headers {@code schedule}
	 * and {@code tick}. Safe to repeat.
	 * @param schedule what the schedule is called, 1 to 200 characters
	 * @param tick the moment that it is sent for, whole milliseconds
	 * @param sendWithin how late it may be, zero for no bound
	 * @param payload what to send
	 * @return what became of it
	 */
	Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload);

	/**
	 * What the server knows of a schedule.
	 *
	 * @param now the server's time
	 * @param settled the moment up to which no tick is to be sent
	 */
	record State(Instant now, Instant settled) {

	}

	/**
	 * What became of a tick.
	 *
	 * @param outcome what became of it
	 * @param now the server's time
	 */
	record Reply(Outcome outcome, Instant now) {

	}

	/**
	 * What can become of a tick.
	 */
	enum Outcome {

		/**
		 * This call sent it, or an earlier one whose message is still there.
		 */
		SENT,

		/**
		 * It has been sent already, or a later one has.
		 */
		DONE,

		/**
		 * By the server's clock it is not due yet.
		 */
		EARLY,

		/**
		 * It is later than it may be.
		 */
		LATE,

		/**
		 * The queue holds as much as its capacity allows.
		 */
		FULL

	}

}
