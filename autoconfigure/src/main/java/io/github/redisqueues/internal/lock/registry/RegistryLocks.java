package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * Locks of a registry that are locked, renewed and unlocked together. They belong to the
 * thread that locked them; only that thread may use this object.
 */
final class RegistryLocks {

	private static final Log logger = LogFactory.getLog(RegistryLocks.class);

	private final LockRegistry<?> registry;

	private final List<String> keys;

	/** Last locked first. */
	private final Deque<Held> held = new ArrayDeque<>();

	RegistryLocks(LockRegistry<?> registry, List<String> keys) {
		this.registry = registry;
		this.keys = keys;
	}

	/**
	 * Locks one after the other.
	 * @param end when to give up, by {@link System#nanoTime()}
	 * @param wait the longest time to wait for each
	 * @param lease their time to live
	 * @return whether all are locked; otherwise some may be
	 */
	boolean lock(long end, Duration wait, Duration lease) throws InterruptedException {
		for (String key : this.keys) {
			Lock lock = this.registry.obtain(key);
			if (!lock(lock, Math.min(end - System.nanoTime(), wait.toNanos()), lease)) {
				return false;
			}
			this.held.push(new Held(key, lock));
		}
		return true;
	}

	private static boolean lock(Lock lock, long wait, Duration lease) throws InterruptedException {
		if (lock instanceof DistributedLock leased) {
			return leased.tryLock((wait > 0) ? Duration.ofNanos(wait) : Duration.ZERO, lease);
		}
		return (wait > 0) ? lock.tryLock(wait, TimeUnit.NANOSECONDS) : lock.tryLock();
	}

	/**
	 * Returns whether all got their time to live when they were locked.
	 */
	boolean haveLease() {
		return this.held.stream().allMatch((held) -> held.lock() instanceof DistributedLock);
	}

	/**
	 * Gives all a new time to live, if they have one.
	 * @return whether all are still held
	 */
	boolean renew(Duration lease) {
		if (this.registry instanceof RenewableLockRegistry<?> renewable) {
			return this.held.stream().allMatch((held) -> renew(renewable, held.key(), lease));
		}
		if (this.held.stream().anyMatch((held) -> held.lock() instanceof DistributedLock)) {
			throw new UnsupportedOperationException("Locks of " + this.registry.getClass().getName()
					+ " have a time to live that the registry cannot renew. Set autoRenew to false");
		}
		return true;
	}

	private static boolean renew(RenewableLockRegistry<?> registry, String key, Duration lease) {
		try {
			registry.renewLock(key, lease);
			return true;
		}
		catch (IllegalStateException ex) {
			logger.debug("The lock registry did not renew '" + key + "'", ex);
			return false;
		}
	}

	/**
	 * Unlocks all in reverse order, even if one fails.
	 * @return whether all were still held
	 */
	boolean unlock() {
		boolean wasHeld = !this.held.isEmpty();
		RuntimeException failure = null;
		while (!this.held.isEmpty()) {
			Held last = this.held.pop();
			try {
				last.lock().unlock();
			}
			catch (ConcurrentModificationException | IllegalStateException ex) {
				logger.debug("Lock '" + last.key() + "' was lost before it was unlocked", ex);
				wasHeld = false;
			}
			catch (RuntimeException ex) {
				logger.debug("Lock '" + last.key() + "' could not be unlocked", ex);
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
		return wasHeld;
	}

	/**
	 * Unlocks all. What cannot be unlocked is logged, and ends with its time to live.
	 */
	void unlockQuietly() {
		try {
			unlock();
		}
		catch (RuntimeException ex) {
			logger.trace("Already logged", ex);
		}
	}

	/**
	 * A lock that is held.
	 *
	 * @param key its key
	 * @param lock the lock
	 */
	private record Held(String key, Lock lock) {

	}

}
