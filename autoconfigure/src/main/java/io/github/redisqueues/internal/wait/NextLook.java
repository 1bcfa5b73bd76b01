package io.github.redisqueues.internal.wait;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * When those who wait in a line look by themselves: when a message falls due, and every
 * few seconds. Guarded by the line's lock.
 */
final class NextLook {

	private static final Duration LONGEST_BLINDNESS = Duration.ofSeconds(5);

	private long at = System.nanoTime();

	/**
	 * How long until then, in nanoseconds; zero or less if it is time.
	 */
	long left() {
		return this.at - System.nanoTime();
	}

	/**
	 * Notes what a look has learnt. The soonest moment counts that is still to come,
	 * whoever learnt of it.
	 * @param millis in how many milliseconds there may be something, -1 if that is not
	 * known
	 * @return whether the next look is at another moment now
	 */
	boolean note(long millis) {
		long now = System.nanoTime();
		boolean isOver = this.at - now <= 0;
		if (millis < 0 && !isOver) {
			return false;
		}
		long blind = LONGEST_BLINDNESS.toNanos();
		long wait = ThreadLocalRandom.current().nextLong(blind * 9 / 10, blind);
		if (millis >= 0) {
			wait = Math.min(wait, TimeUnit.MILLISECONDS.toNanos(millis));
		}
		boolean changes = isOver || now + wait - this.at < 0;
		if (changes) {
			this.at = now + wait;
		}
		return changes;
	}

}
