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
 * One schedule at work in this instance: sends what is due, and tells when to look again.
 * Which instance sends a tick is decided by the server; who came too late for one lets
 * others go first at the next, so that a large fleet does not come all at once. For one
 * thread at a time.
 *
 * @param <E> type of the payload
 */
final class ScheduleRun<E> {

	private static final Log logger = LogFactory.getLog(ScheduleRun.class);

	/**
	 * Clocks run at slightly different speeds, so the server's is asked for once more
	 * this long before a tick.
	 */
	private static final Duration NEAR = Duration.ofSeconds(5);

	/**
	 * A machine that slept does not know how long, so no tick can be later than this on
	 * its account.
	 */
	private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

	private static final Duration LONGEST_COURTESY = Duration.ofMillis(100);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	private final QueueSchedule<E> schedule;

	private final SchedulableQueue<E> queue;

	private final ServerClock clock;

	private Instant settled = Instant.EPOCH;

	private boolean first = true;

	private @Nullable String trouble;

	private Duration pause = FIRST_PAUSE;

	ScheduleRun(QueueSchedule<E> schedule, LongSupplier nanoTime) {
		this.schedule = schedule;
		this.queue = schedule.schedulable();
		this.clock = new ServerClock(nanoTime);
	}

	/**
	 * Sends the tick that is due, if there is one.
	 * @return how long to wait before the next look, empty if there is nothing to wait
	 * for
	 */
	Optional<Duration> look() {
		if (!this.clock.isSet()) {
			begin(this.schedule.ticks().toString());
			logger.info("Runs %s, next at %s".formatted(this.schedule,
					next().map(Instant::toString).orElse("no time any more")));
		}
		Optional<Instant> due = this.schedule.ticks().latest(this.settled, this.clock.now());
		if (due.isEmpty() && this.clock.age().compareTo(NEAR) > 0) {
			begin("");
			due = this.schedule.ticks().latest(this.settled, this.clock.now());
		}
		if (due.isPresent() && !send(due.get())) {
			return Optional.of(shorter(longerPause(), untilNext()));
		}
		return untilNext();
	}

	private void begin(String definition) {
		State state = this.queue.beginSchedule(this.schedule.id(), definition);
		this.clock.set(state.now());
		this.settled = state.settled();
		recovered();
	}

	/**
	 * Whether this look is done with the tick.
	 */
	private boolean send(Instant tick) {
		Reply reply = this.queue.sendTick(this.schedule.id(), tick, this.schedule.sendWithin(),
				this.schedule.payload());
		this.clock.set(reply.now());
		switch (reply.outcome()) {
			case SENT, DONE -> {
				this.settled = tick;
				this.first = reply.outcome() == Outcome.SENT;
			}
			case LATE -> {
				this.settled = tick;
				logger.warn("A tick of %s was missed: it was to be sent at %s, and is later than %s now"
					.formatted(this.schedule, tick, this.schedule.sendWithin()));
			}
			case EARLY -> {
				// The server's clock was set back, and untilNext() counts from there
			}
			case FULL -> {
				troubled("the queue is full", null);
				return false;
			}
		}
		recovered();
		return true;
	}

	/**
	 * Notes that a look failed.
	 * @param failure what was thrown
	 * @return how long to wait before the next look
	 */
	Duration failed(Throwable failure) {
		// What Redis could not do says all there is in its message
		troubled(String.valueOf(failure.getMessage()),
				(failure instanceof TransientDataAccessException) ? null : failure);
		return longerPause();
	}

	private void troubled(String reason, @Nullable Throwable failure) {
		if (this.trouble == null) {
			this.trouble = reason;
			logger.warn("The %s cannot send: %s. It is tried again, until the next tick takes the place of this one"
				.formatted(this.schedule, reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason),
					failure);
		}
	}

	private void recovered() {
		this.pause = FIRST_PAUSE;
		if (this.trouble != null) {
			this.trouble = null;
			logger.info("The %s can send again".formatted(this.schedule));
		}
	}

	private Duration longerPause() {
		Duration current = this.pause;
		this.pause = (current.compareTo(LONGEST_PAUSE) < 0) ? current.multipliedBy(2) : current;
		return current.dividedBy(2).plus(atMost(current.dividedBy(2)));
	}

	private Optional<Instant> next() {
		Instant now = this.clock.now();
		return this.schedule.ticks().after(this.settled.isAfter(now) ? this.settled : now);
	}

	private Optional<Duration> untilNext() {
		return next().map((tick) -> {
			Duration left = Duration.between(this.clock.now(), tick);
			if (left.compareTo(NEAR.multipliedBy(2)) > 0) {
				Duration early = left.minus(NEAR);
				return (early.compareTo(LONGEST_WAIT) < 0) ? early : LONGEST_WAIT;
			}
			return left.plus(courtesy(tick));
		});
	}

	private Duration courtesy(Instant tick) {
		if (this.first) {
			return Duration.ZERO;
		}
		Duration period = this.schedule.ticks()
			.after(tick)
			.map((following) -> Duration.between(tick, following))
			.orElse(LONGEST_COURTESY);
		return atMost(shorter(period.dividedBy(10), Optional.of(LONGEST_COURTESY)));
	}

	private static Duration shorter(Duration one, Optional<Duration> other) {
		return other.filter((duration) -> duration.compareTo(one) < 0).orElse(one);
	}

	private static Duration atMost(Duration bound) {
		return Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound.toNanos() + 1));
	}

}
