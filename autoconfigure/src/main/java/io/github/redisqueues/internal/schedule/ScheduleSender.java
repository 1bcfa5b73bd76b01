package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.internal.queue.SchedulableQueue.Reply;
import io.github.redisqueues.internal.queue.SchedulableQueue.State;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * Sends the due ticks of one schedule and computes when to check again. The Redis server
 * decides which instance sends a tick. An instance that was not first at one tick waits a
 * random time at the next, so that a large fleet does not ask Redis at the same moment.
 * Not safe for use by several threads at the same time.
 *
 * @param <E> type of the payload
 */
final class ScheduleSender<E> {

	private static final Log logger = LogFactory.getLog(ScheduleSender.class);

	/**
	 * How long before a tick the server's clock is read again, because clocks run at
	 * slightly different speeds.
	 */
	private static final Duration CLOCK_CHECK = Duration.ofSeconds(5);

	/**
	 * Longest wait between two checks. It limits how late a tick can be after the machine
	 * was suspended.
	 */
	private static final Duration MAX_WAIT = Duration.ofMinutes(5);

	private static final Duration MAX_JITTER = Duration.ofMillis(100);

	private static final Duration FIRST_RETRY_DELAY = Duration.ofMillis(100);

	private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(5);

	private final QueueSchedule<E> schedule;

	private final SchedulableQueue<E> queue;

	private final ServerClock clock;

	/**
	 * The last tick that was sent or skipped.
	 */
	private Instant settled = Instant.EPOCH;

	/**
	 * Whether this instance sent the last tick.
	 */
	private boolean sentLast = true;

	private boolean isFailing;

	private Duration retryDelay = FIRST_RETRY_DELAY;

	ScheduleSender(QueueSchedule<E> schedule, LongSupplier nanoTime) {
		this.schedule = schedule;
		this.queue = schedule.schedulableQueue();
		this.clock = new ServerClock(nanoTime);
	}

	/**
	 * Sends the tick that is due, if there is one.
	 * @return how long to wait before the next call, empty if no tick is left
	 */
	Optional<Duration> sendDue() {
		if (!this.clock.isSet()) {
			readState(this.schedule.ticks().toString());
			logger.info("Started %s, next tick at %s".formatted(this.schedule,
					next().map(Instant::toString).orElse("no time")));
		}
		Optional<Instant> due = this.schedule.ticks().latest(this.settled, this.clock.now());
		if (due.isEmpty() && this.clock.age().compareTo(CLOCK_CHECK) > 0) {
			readState("");
			due = this.schedule.ticks().latest(this.settled, this.clock.now());
		}
		if (due.isPresent() && !send(due.get())) {
			return Optional.of(shorter(nextRetryDelay(), untilNext()));
		}
		return untilNext();
	}

	private void readState(String definition) {
		State state = this.queue.beginSchedule(this.schedule.id(), definition);
		this.clock.set(state.now());
		this.settled = state.settled();
		recovered();
	}

	/**
	 * Sends a tick.
	 * @return whether the tick needs no further attempt
	 */
	private boolean send(Instant tick) {
		Reply reply = this.queue.sendTick(this.schedule.id(), tick, this.schedule.sendWithin(),
				this.schedule.payload());
		this.clock.set(reply.now());
		switch (reply.outcome()) {
			case SENT, DONE -> {
				this.settled = tick;
				this.sentLast = reply.outcome() == Outcome.SENT;
			}
			case LATE -> {
				this.settled = tick;
				logger.warn("Skipped the tick of %s at %s: it is more than %s late".formatted(this.schedule, tick,
						this.schedule.sendWithin()));
			}
			case EARLY -> {
				// The server's clock was set back; untilNext() computes the wait from it
			}
			case FULL, PAUSED -> {
				failing((reply.outcome() == Outcome.FULL) ? "the queue is full" : "sending to the queue is paused",
						null);
				return false;
			}
		}
		recovered();
		return true;
	}

	/**
	 * Handles an exception of {@link #sendDue()}.
	 * @param failure the exception or error
	 * @return how long to wait before the next call
	 */
	Duration failed(Throwable failure) {
		// The message of a transient Redis failure says enough without a stack trace
		failing(String.valueOf(failure.getMessage()),
				(failure instanceof TransientDataAccessException) ? null : failure);
		return nextRetryDelay();
	}

	private void failing(String reason, @Nullable Throwable failure) {
		if (!this.isFailing) {
			this.isFailing = true;
			logger.warn("The %s cannot send: %s. It retries until the next tick replaces this one".formatted(
					this.schedule, reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason), failure);
		}
	}

	private void recovered() {
		this.retryDelay = FIRST_RETRY_DELAY;
		if (this.isFailing) {
			this.isFailing = false;
			logger.info("The %s can send again".formatted(this.schedule));
		}
	}

	private Duration nextRetryDelay() {
		Duration current = this.retryDelay;
		this.retryDelay = (current.compareTo(MAX_RETRY_DELAY) < 0) ? current.multipliedBy(2) : current;
		return current.dividedBy(2).plus(randomUpTo(current.dividedBy(2)));
	}

	private Optional<Instant> next() {
		Instant now = this.clock.now();
		return this.schedule.ticks().after(this.settled.isAfter(now) ? this.settled : now);
	}

	private Optional<Duration> untilNext() {
		return next().map((tick) -> {
			Duration left = Duration.between(this.clock.now(), tick);
			if (left.compareTo(CLOCK_CHECK.multipliedBy(2)) > 0) {
				Duration early = left.minus(CLOCK_CHECK);
				return (early.compareTo(MAX_WAIT) < 0) ? early : MAX_WAIT;
			}
			return left.plus(jitter(tick));
		});
	}

	private Duration jitter(Instant tick) {
		if (this.sentLast) {
			return Duration.ZERO;
		}
		Duration period = this.schedule.ticks()
			.after(tick)
			.map((following) -> Duration.between(tick, following))
			.orElse(MAX_JITTER);
		return randomUpTo(shorter(period.dividedBy(10), Optional.of(MAX_JITTER)));
	}

	private static Duration shorter(Duration one, Optional<Duration> other) {
		return other.filter((duration) -> duration.compareTo(one) < 0).orElse(one);
	}

	private static Duration randomUpTo(Duration bound) {
		return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound.toNanos() + 1));
	}

}
