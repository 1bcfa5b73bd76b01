package io.github.redisqueues.internal.lock;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.TransientDataAccessException;

/**
 * Releases that are retried in the background until they succeed or the lease has run
 * out. One thread does them, and exists only while there are any. Thread-safe.
 */
final class PendingReleases {

	private static final Log logger = LogFactory.getLog(PendingReleases.class);

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final Executor executor;

	private final Queue<Release> releases = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean running = new AtomicBoolean();

	PendingReleases(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Adds a release.
	 * @param release what to run until it throws no {@link TransientDataAccessException}
	 * @param leaseMillis after how many milliseconds to give up
	 */
	void add(Runnable release, long leaseMillis) {
		this.releases.add(new Release(release, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leaseMillis)));
		if (this.running.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::run);
			}
			catch (RuntimeException | Error ex) {
				this.running.set(false);
				throw ex;
			}
		}
	}

	/**
	 * Returns whether all releases have ended.
	 */
	boolean isEmpty() {
		return this.releases.isEmpty() && !this.running.get();
	}

	private void run() {
		do {
			try {
				long pause = FIRST_PAUSE;
				while (!this.releases.isEmpty()) {
					boolean allFailed = tryEach();
					if (allFailed) {
						LockSupport.parkNanos(pause);
					}
					pause = allFailed ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
				}
			}
			finally {
				this.running.set(false);
			}
		}
		while (!this.releases.isEmpty() && this.running.compareAndSet(false, true));
	}

	/**
	 * Tries each release once, and keeps those that failed.
	 * @return whether all failed
	 */
	private boolean tryEach() {
		int failed = 0;
		int count = this.releases.size();
		for (int i = 0; i < count; i++) {
			Release release = this.releases.remove();
			if (System.nanoTime() - release.end < 0 && !isDone(release)) {
				this.releases.add(release);
				failed++;
			}
		}
		return failed == count;
	}

	private static boolean isDone(Release release) {
		try {
			release.action.run();
			return true;
		}
		catch (TransientDataAccessException ex) {
			logger.debug("A lock could not be released yet; retrying until its lease runs out", ex);
			return false;
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A lock could not be released; its lease will end it: " + ex.getMessage());
			logger.debug("Why a lock could not be released", ex);
			return true;
		}
	}

	/**
	 * A release.
	 *
	 * @param action what to run
	 * @param end when to give up, by {@link System#nanoTime()}
	 */
	private record Release(Runnable action, long end) {

	}

}
