package io.github.redisqueues.lock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * A read lock, a write lock or a semaphore. A hold belongs to its handle, not to a
 * thread. These locks are always fair and have no keys:
 * {@link LockOptions#keys(String...)} and {@link LockOptions#fair(boolean) fair(false)}
 * cause an {@link IllegalArgumentException}. Thread-safe.
 *
 * @see DistributedLocks
 */
public interface NamedLock {

	/**
	 * Returns the name of the lock.
	 * @return the name
	 */
	String name();

	/**
	 * Acquires the lock if it is free and nobody waits for it. Does not wait.
	 * @return the hold, or empty if the lock is taken
	 */
	default Optional<LockHandle> tryAcquire() {
		return tryAcquire(LockOptions.defaults());
	}

	/**
	 * Acquires the lock. Waits only if the options have a
	 * {@linkplain LockOptions#waitTime(java.time.Duration) wait time}.
	 * @param options how to wait and hold
	 * @return the hold, or empty if the lock did not become free in time or the thread
	 * was interrupted (its interrupt flag stays set)
	 */
	Optional<LockHandle> tryAcquire(LockOptions options);

	/**
	 * Acquires the lock. Waits up to the default wait time.
	 * @return the hold
	 * @throws LockUnavailableException if the lock did not become free in time or the
	 * thread was interrupted (its interrupt flag stays set)
	 */
	default LockHandle acquire() {
		return acquire(LockOptions.defaults());
	}

	/**
	 * Acquires the lock. Waits up to the options' wait time, or the default wait time.
	 * @param options how to wait and hold
	 * @return the hold
	 * @throws LockUnavailableException if the lock did not become free in time or the
	 * thread was interrupted (its interrupt flag stays set)
	 */
	LockHandle acquire(LockOptions options);

	/**
	 * Runs an action under the lock with the default options.
	 * @param <T> type of the result
	 * @param action what to run
	 * @return the action's result
	 * @see DistributedLocks#execute(String, LockOptions, Callable)
	 */
	default <T> T execute(Callable<T> action) {
		return execute(LockOptions.defaults(), action);
	}

	/**
	 * Runs an action without a result under the lock with the default options.
	 * @param action what to run
	 * @see DistributedLocks#execute(String, LockOptions, Callable)
	 */
	default void execute(Runnable action) {
		execute(LockOptions.defaults(), action);
	}

	/**
	 * Runs an action under the lock.
	 * @param <T> type of the result
	 * @param options how to wait and hold
	 * @param action what to run
	 * @return the action's result
	 * @see DistributedLocks#execute(String, LockOptions, Callable)
	 */
	<T> T execute(LockOptions options, Callable<T> action);

	/**
	 * Runs an action without a result under the lock.
	 * @param options how to wait and hold
	 * @param action what to run
	 * @see DistributedLocks#execute(String, LockOptions, Callable)
	 */
	default void execute(LockOptions options, Runnable action) {
		Objects.requireNonNull(action, "action must not be null");
		execute(options, Executors.callable(action));
	}

	/**
	 * Returns all holders of the lock. A read lock also reports the writer, and a write
	 * lock the readers.
	 * @return the holders, in no order; empty if the lock is free
	 * @see DistributedLocks#inspect(String)
	 */
	List<LockInfo> holders();

	/**
	 * Takes the lock away from all its holders.
	 * @return whether the lock was held
	 * @see DistributedLocks#forceRelease(String)
	 */
	boolean forceRelease();

}
