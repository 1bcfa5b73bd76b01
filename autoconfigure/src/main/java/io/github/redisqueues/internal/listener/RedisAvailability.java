package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Whether Redis answers a listener. While it does not, it is asked at growing intervals;
 * that it stopped and that it answers again is told once each. Safe for use by several
 * threads.
 */
final class RedisAvailability {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final String listener;

	private final ReentrantLock lock = new ReentrantLock();

	private final long longestPause;

	private volatile int failures;

	private volatile long lostAt;

	private volatile long askAgainAt;

	/**
	 * A contact that is well.
	 * @param listener who asks
	 * @param longestPause how long Redis is left alone at the most, in nanoseconds
	 */
	RedisAvailability(String listener, long longestPause) {
		this.listener = listener;
		this.longestPause = Math.max(FIRST_PAUSE, Math.min(longestPause, LONGEST_PAUSE));
	}

	boolean isLost() {
		return this.failures > 0;
	}

	/**
	 * How long to leave Redis alone, in nanoseconds; zero or less if it may be asked.
	 */
	long pause() {
		return isLost() ? this.askAgainAt - System.nanoTime() : 0;
	}

	void answered() {
		if (!isLost()) {
			return;
		}
		this.lock.lock();
		try {
			tellIfBack();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void tellIfBack() {
		if (this.failures > 0) {
			this.failures = 0;
			Duration gone = Duration.ofNanos(System.nanoTime() - this.lostAt).truncatedTo(ChronoUnit.MILLIS);
			logger.info(this.listener + " works again, after " + gone);
		}
	}

	void failed(Throwable failure) {
		this.lock.lock();
		try {
			note(failure);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void note(Throwable failure) {
		long now = System.nanoTime();
		if (this.failures == 0) {
			this.lostAt = now;
			logger.warn(this.listener + " cannot take messages, and goes on trying: " + failure.getMessage());
			logger.debug("Why " + this.listener + " cannot take messages", failure);
		}
		long pause = Math.min(FIRST_PAUSE << Math.min(this.failures, 10), this.longestPause);
		this.askAgainAt = now + ThreadLocalRandom.current().nextLong(pause / 2, pause);
		this.failures++;
	}

}
