package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.QueueLimits;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Rate;

/**
 * The limits of one queue. The scripts apply the changed ones, so there is nothing to
 * remember here.
 *
 * @param settings the queue's settings
 * @param client runs the queue's scripts
 */
record LimitsClient(QueueSettings<?> settings, QueueClient client) implements QueueLimits {

	private static final long UNCHANGED = -1;

	@Override
	public LimitValues configured() {
		return new LimitValues(this.settings.capacity(), this.settings.maxInFlight(), this.settings.rate(),
				OptionalInt.empty());
	}

	@Override
	public LimitValues current() {
		return read(this.client.run((scripts) -> scripts.readLimits));
	}

	/**
	 * Reads what {@code read-limits.lua} returns.
	 */
	LimitValues read(LuaReply reply) {
		long capacity = reply.number();
		long maxInFlight = reply.number();
		long permits = reply.number();
		long period = reply.number();
		long concurrency = reply.number();
		LimitValues configured = configured();
		return new LimitValues((capacity >= 0) ? capacity : configured.capacity(),
				(maxInFlight >= 0) ? (int) maxInFlight : configured.maxInFlight(),
				(permits < 0) ? configured.rate() : rate(permits, period),
				(concurrency > 0) ? OptionalInt.of((int) concurrency) : OptionalInt.empty());
	}

	private static Optional<Rate> rate(long permits, long periodMicros) {
		return (permits == 0) ? Optional.empty()
				: Optional.of(new Rate(permits, Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(periodMicros))));
	}

	@Override
	public void change(LimitChange change) {
		Objects.requireNonNull(change, "change must not be null");
		long permits = change.changesRate() ? change.rate().map(Rate::permits).orElse(0L) : UNCHANGED;
		long period = change.rate().map((rate) -> TimeUnit.NANOSECONDS.toMicros(rate.period().toNanos())).orElse(0L);
		run(false, change.capacity().orElse(UNCHANGED), change.maxInFlight().orElse((int) UNCHANGED), permits, period,
				change.concurrency().orElse((int) UNCHANGED));
	}

	@Override
	public void withdraw() {
		run(true, UNCHANGED, UNCHANGED, UNCHANGED, 0, UNCHANGED);
	}

	private void run(boolean withdraw, long capacity, long maxInFlight, long permits, long period, long concurrency) {
		this.client.run(
				(scripts) -> scripts.changeLimits, LuaScript.numbers(withdraw ? 1 : 0, capacity, maxInFlight, permits,
						period, concurrency, this.client.publishCounts()),
				this.client.wakeChannel(), this.client.noticeChannel());
	}

}
