package io.github.redisqueues.internal.wait;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * When the first thread of a {@link WaitQueue} polls although no wake-up has arrived.
 * Guarded by the queue's lock.
 */
final class NextPoll {

	/**
	 * A lost wake-up delays a thread of a message queue by no more than this.
	 */
	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	private final Pollers pollers;

	private long at = System.nanoTime();

	NextPoll(Pollers pollers) {
		this.pollers = pollers;
	}

	/**
	 * Returns the nanoseconds until the next poll; zero or less if it is due.
	 */
	long nanosLeft() {
		return this.at - System.nanoTime();
	}

	/**
	 * Notes when a poll expects something to take. If only the first thread polls, its
	 * latest result counts. If every thread polls, results arrive in any order, so the
	 * earliest time that is still ahead counts.
	 * @param millis in how many milliseconds there may be something, -1 if that is not
	 * known
	 * @return whether a thread that sleeps until the next poll would sleep too long
	 */
	boolean note(long millis) {
		long now = System.nanoTime();
		boolean isOver = this.at - now <= 0;
		boolean isLatestOnly = this.pollers == Pollers.FIRST_WAITER;
		if (millis < 0 && !isOver && !isLatestOnly) {
			return false;
		}
		long next = now + (isLatestOnly ? TimeUnit.MILLISECONDS.toNanos(millis) : pause(millis));
		boolean isSooner = next - this.at < 0;
		if (isOver || isSooner || isLatestOnly) {
			this.at = next;
		}
		return isOver || isSooner;
	}

	private static long pause(long millis) {
		long longest = LONGEST_PAUSE.toNanos();
		// Jitter, so that the processes do not poll together
		long pause = ThreadLocalRandom.current().nextLong(longest * 9 / 10, longest);
		return (millis < 0) ? pause : Math.min(pause, TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
