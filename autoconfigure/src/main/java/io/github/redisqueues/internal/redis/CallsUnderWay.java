package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts the calls that Redis has not answered yet, so that the connection can be kept
 * until their answers have come. Safe for use by several threads.
 */
final class CallsUnderWay {

	private static final long LOOK_NANOS = Duration.ofMillis(5).toNanos();

	private final AtomicInteger count = new AtomicInteger();

	void begin() {
		this.count.incrementAndGet();
	}

	void end() {
		this.count.decrementAndGet();
	}

	/**
	 * Waits until no call is under way.
	 * @param limit how long to wait at the most; an interrupt ends it too, and the flag
	 * stays set
	 */
	void await(Duration limit) {
		Deadline end = Deadline.after(limit);
		while (this.count.get() > 0 && !end.left().isZero() && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(LOOK_NANOS);
		}
	}

}
