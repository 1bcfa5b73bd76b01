package io.github.redisqueues.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whether Redis answers a listener. While it does not, it is asked at growing intervals;
 * that it stopped and that it answers again is told once each. Safe for use by several
 * threads.
 */
final class Contact {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final String listener;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile int failures;

	private volatile long lostAt;

	private volatile long askAgainAt;

	private volatile @Nullable Instant last;

	Contact(String listener) {
		this.listener = listener;
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
		this.last = Instant.now();
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

	void failed(RuntimeException failure) {
		this.lock.lock();
		try {
			note(failure);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void note(RuntimeException failure) {
		long now = System.nanoTime();
		if (this.failures == 0) {
			this.lostAt = now;
			logger.warn(this.listener + " cannot take messages, and goes on trying: " + failure.getMessage());
			logger.debug("Why " + this.listener + " cannot take messages", failure);
		}
		long pause = Math.min(FIRST_PAUSE << Math.min(this.failures, 10), LONGEST_PAUSE);
		this.askAgainAt = now + ThreadLocalRandom.current().nextLong(pause / 2, pause);
		this.failures++;
	}

	/**
	 * When Redis last answered.
	 */
	Optional<Instant> last() {
		return Optional.ofNullable(this.last);
	}

}
