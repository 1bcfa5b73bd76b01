package io.github.redisqueues.observation;

import java.util.Locale;

import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import org.jspecify.annotations.Nullable;

/**
 * The meters that are not observations, their names and their tags. A meter always has
 * all of its tags. The value {@code other} stands for names past a limit of 500, as every
 * value is a time series of its own.
 */
public enum QueueMeterDocumentation implements MeterDocumentation {

	/**
	 * Messages in the queue by state. The same in every process: use {@code max by}, not
	 * {@code sum}. NaN if Redis has not told for three refreshes.
	 */
	MESSAGES("queues.messages", Meter.Type.GAUGE, "messages", KeyNames.QUEUE, KeyNames.STATE),

	/**
	 * Time since the oldest ready message was sent, 0 if none is ready. The same in every
	 * process: use {@code max by}. NaN if Redis has not told for three refreshes.
	 */
	OLDEST_AGE("queues.oldest.age", Meter.Type.GAUGE, "seconds", KeyNames.QUEUE),

	/**
	 * Workers of a listener in this process that are at work on messages, or are not.
	 */
	WORKERS("queues.workers", Meter.Type.GAUGE, "workers", KeyNames.LISTENER, KeyNames.QUEUE, KeyNames.STATE),

	/**
	 * Time from when a message could be taken until a consumer of this process leased it,
	 * by the clock of Redis. Measures first deliveries only: no retries, and no messages
	 * that are polled, redriven or given back. The delay of a delayed message does not
	 * count if its sender is observed, which is so if it has an
	 * {@code ObservationRegistry}; otherwise it does.
	 */
	WAIT("queues.wait", Meter.Type.TIMER, null, KeyNames.QUEUE),

	/**
	 * Messages that a consumer of this process made dead letters. Those that expire in
	 * Redis, or whose last lease ends there, are in {@code queues.messages} only.
	 */
	DEAD("queues.dead", Meter.Type.COUNTER, null, KeyNames.QUEUE, KeyNames.REASON),

	/**
	 * Messages of this process that a queue refused because it is full, and sends that it
	 * refused because sending is paused.
	 */
	REFUSED("queues.refused", Meter.Type.COUNTER, null, KeyNames.QUEUE, KeyNames.REASON),

	/**
	 * Leases that a listener of this process lost before the message was settled. Another
	 * consumer may have the message.
	 */
	LEASE_LOST("queues.lease.lost", Meter.Type.COUNTER, null, KeyNames.QUEUE),

	/**
	 * Calls of this process to Redis that failed for good, including those of idle
	 * listeners. Reason {@code unknown} means that Redis may have executed the call.
	 */
	REDIS_FAILURES("queues.redis.failures", Meter.Type.COUNTER, null, KeyNames.QUEUE, KeyNames.REASON),

	/**
	 * Ticks of a schedule that this process sent within a second, sent later, or skipped
	 * because {@code send-within} had passed. Each tick is sent by one process; one that
	 * is skipped is counted by each process that was late.
	 */
	SCHEDULE_TICKS("queues.schedule.ticks", Meter.Type.COUNTER, null, KeyNames.SCHEDULE, KeyNames.QUEUE,
			KeyNames.OUTCOME),

	/**
	 * For how long this process held a lock, whether it was released or lost.
	 */
	LOCK_HOLD("queues.lock.hold", Meter.Type.TIMER, null, KeyNames.LOCK),

	/**
	 * Locks that this process lost while it held them.
	 */
	LOCK_LOST("queues.lock.lost", Meter.Type.COUNTER, null, KeyNames.LOCK);

	private final String name;

	private final Meter.Type type;

	private final @Nullable String unit;

	private final KeyName[] keys;

	QueueMeterDocumentation(String name, Meter.Type type, @Nullable String unit, KeyName... keys) {
		this.name = name;
		this.type = type;
		this.unit = unit;
		this.keys = keys;
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Meter.Type getType() {
		return this.type;
	}

	@Override
	public @Nullable String getBaseUnit() {
		return this.unit;
	}

	@Override
	public KeyName[] getKeyNames() {
		return this.keys.clone();
	}

	/**
	 * The tags.
	 */
	public enum KeyNames implements KeyName {

		/**
		 * Name of the queue.
		 */
		QUEUE,

		/**
		 * State of messages: ready, delayed, in_flight or dead; of workers: busy or idle.
		 */
		STATE,

		/**
		 * Id of the listener.
		 */
		LISTENER,

		/**
		 * Id of the schedule.
		 */
		SCHEDULE,

		/**
		 * Name of the lock, without its keys.
		 */
		LOCK,

		/**
		 * What became of a tick: sent, late or skipped.
		 */
		OUTCOME,

		/**
		 * Why: of dead letters max_attempts, unreadable, invalid or rejected; of sends
		 * full or paused; of calls not_executed, refused or unknown.
		 */
		REASON;

		@Override
		public String asString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
