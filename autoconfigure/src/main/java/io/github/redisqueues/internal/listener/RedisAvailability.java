package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tracks whether Redis answers a listener. After a failure it tells for how long to wait
 * before the next attempt, with growing pauses. Logs the first failure and the recovery.
 * Safe for use by several threads.
 */
final class RedisAvailability {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

	private final String listener;

	private final ReentrantLock lock = new ReentrantLock();

	private final long longestPause;

	private volatile int failures;

	private volatile boolean stopping;

	private boolean warned;

	private volatile long lostAt;

	private volatile long nextAttemptAt;

	/**
	 * When Redis last answered, 0 if it has not yet.
	 */
	private volatile long answeredAt;

	/**
	 * Creates the state of a Redis that is available.
	 * @param listener name of the listener, for logs
	 * @param longestPause longest pause between two attempts, in nanoseconds; limited to
	 * 100 ms to 5 s
	 */
	RedisAvailability(String listener, long longestPause) {
		this.listener = listener;
		this.longestPause = Math.max(FIRST_PAUSE, Math.min(longestPause, LONGEST_PAUSE));
	}

	/**
	 * Returns whether the last call to Redis failed.
	 */
	boolean isLost() {
		return this.failures > 0;
	}

	/**
	 * Returns for how long not to call Redis, in nanoseconds; zero or less if it may be
	 * called.
	 */
	long pause() {
		return isLost() ? this.nextAttemptAt - System.nanoTime() : 0;
	}

	/**
	 * Returns the time since Redis last answered, empty if it has not yet.
	 */
	Optional<Duration> sinceAnswer() {
		long moment = this.answeredAt;
		return (moment != 0) ? Optional.of(Duration.ofNanos(System.nanoTime() - moment)) : Optional.empty();
	}

	/**
	 * Returns for how long Redis has not answered, zero if it does.
	 */
	Duration lostFor() {
		return isLost() ? Duration.ofNanos(System.nanoTime() - this.lostAt) : Duration.ZERO;
	}

	/**
	 * Notes whether the listener is stopping. The connection may then stop as well, so
	 * its loss is not logged.
	 */
	void setStopping(boolean stopping) {
		this.stopping = stopping;
	}

	/**
	 * Notes that a call to Redis succeeded.
	 */
	void succeeded() {
		this.answeredAt = System.nanoTime();
		if (!isLost()) {
			return;
		}
		this.lock.lock();
		try {
			if (this.failures > 0) {
				this.failures = 0;
				Duration outage = Duration.ofNanos(System.nanoTime() - this.lostAt).truncatedTo(ChronoUnit.MILLIS);
				if (this.warned) {
					logger.info(this.listener + " works again, after " + outage);
				}
				this.warned = false;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that a call to Redis failed.
	 */
	void failed(Throwable failure) {
		this.lock.lock();
		try {
			long now = System.nanoTime();
			if (this.failures == 0) {
				this.lostAt = now;
			}
			if (!this.warned && !this.stopping) {
				this.warned = true;
				logger.warn(
						this.listener + " cannot take messages; retrying until Redis answers: " + failure.getMessage());
				logger.debug("Why " + this.listener + " cannot take messages", failure);
			}
			long pause = Math.min(FIRST_PAUSE << Math.min(this.failures, 10), this.longestPause);
			this.nextAttemptAt = now + ThreadLocalRandom.current().nextLong(pause / 2, pause);
			this.failures++;
		}
		finally {
			this.lock.unlock();
		}
	}

}
