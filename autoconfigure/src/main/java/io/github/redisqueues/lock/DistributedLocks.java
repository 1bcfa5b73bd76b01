package io.github.redisqueues.lock;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;

/**
 * Named locks, shared by all processes that use the same store. Thread-safe.
 * <p>
 * A hold belongs to its {@link LockHandle}, not to a thread. Any thread may release it,
 * and a second attempt at a held name fails, even in the thread that holds it. A thread
 * never waits for a hold of its own: {@code acquire} fails at once and says so, unless
 * the hold ends by itself within the wait time. {@code execute}, {@link DistributedLock}
 * and {@link #asLock(String)} share a hold of their thread that has the lock and all
 * keys: one under which the thread runs, or one that it acquired, which its owner
 * releases. A hold that another thread uses, for example with {@link LockHandle#call}, is
 * no longer one of the thread that acquired it. A hold ends when it is released or when
 * its lease runs out. Leases are renewed in the background unless
 * {@link LockOptions#autoRenew(boolean)} says otherwise.
 * <p>
 * {@code tryAcquire} waits only if {@link LockOptions#waitTime} is set. {@code acquire}
 * and {@code execute} otherwise wait for the configured default,
 * {@code queues.lock.wait-time}.
 * <p>
 * A name has 1 to 500 characters of any kind; other names cause an
 * {@link IllegalArgumentException}. No argument may be null. If the store cannot be
 * reached, methods throw {@link io.github.redisqueues.RedisNotExecutedException}; if its
 * reply was lost, {@link io.github.redisqueues.RedisOutcomeUnknownException}. A lock that
 * may have been acquired in that case is released in the background, or its lease ends
 * it. A wait ends after the wait time, or if the store does not reply, at most one
 * command timeout of its client later.
 * <p>
 * When the application context is closed, holds that their owners do not release within a
 * second are lost, and then released, so that other processes need not wait for the
 * lease.
 */
public interface DistributedLocks {

	/**
	 * Acquires a lock if it is free. Does not wait.
	 * @param name name of the lock
	 * @return the hold, or empty if the lock is taken
	 */
	default Optional<LockHandle> tryAcquire(String name) {
		return tryAcquire(name, LockOptions.defaults());
	}

	/**
	 * Acquires a lock. Waits only if the options have a
	 * {@linkplain LockOptions#waitTime(java.time.Duration) wait time}; the configured
	 * default wait time does not apply.
	 * @param name name of the lock
	 * @param options how to wait and hold
	 * @return the hold, or empty if the lock did not become free in time or the thread
	 * was interrupted (its interrupt flag stays set)
	 */
	Optional<LockHandle> tryAcquire(String name, LockOptions options);

	/**
	 * Acquires a lock. Waits up to the default wait time.
	 * @param name name of the lock
	 * @return the hold
	 * @throws LockUnavailableException if the lock did not become free in time, the
	 * thread itself holds it, or the thread was interrupted (its interrupt flag stays
	 * set)
	 */
	default LockHandle acquire(String name) {
		return acquire(name, LockOptions.defaults());
	}

	/**
	 * Acquires a lock. Waits up to the options' wait time, or the default wait time.
	 * @param name name of the lock
	 * @param options how to wait and hold
	 * @return the hold
	 * @throws LockUnavailableException if the lock did not become free in time, the
	 * thread itself holds it, or the thread was interrupted (its interrupt flag stays
	 * set)
	 */
	LockHandle acquire(String name, LockOptions options);

	/**
	 * Runs an action under a lock with the default options.
	 * @param <T> type of the result
	 * @param name name of the lock
	 * @param action what to run
	 * @return the action's result
	 * @see #execute(String, LockOptions, Callable)
	 */
	default <T> T execute(String name, Callable<T> action) {
		return execute(name, LockOptions.defaults(), action);
	}

	/**
	 * Runs an action without a result under a lock with the default options.
	 * @param name name of the lock
	 * @param action what to run
	 * @see #execute(String, LockOptions, Callable)
	 */
	default void execute(String name, Runnable action) {
		execute(name, LockOptions.defaults(), action);
	}

	/**
	 * Runs an action under a lock, with the hold as {@link LockHandle#current()}, and
	 * releases the lock. Inside a Spring transaction the lock is released when the
	 * transaction has ended.
	 * @param <T> type of the result
	 * @param name name of the lock
	 * @param options how to wait and hold
	 * @param action what to run; a checked exception is wrapped in
	 * {@link java.lang.reflect.UndeclaredThrowableException}
	 * @return the action's result
	 * @throws LockUnavailableException if the lock did not become free in time or the
	 * thread was interrupted; the action was not run
	 * @throws LockLostException if the lock was lost before the action ended, whatever
	 * the action returned
	 */
	<T> T execute(String name, LockOptions options, Callable<T> action);

	/**
	 * Runs an action without a result under a lock.
	 * @param name name of the lock
	 * @param options how to wait and hold
	 * @param action what to run
	 * @see #execute(String, LockOptions, Callable)
	 */
	default void execute(String name, LockOptions options, Runnable action) {
		Objects.requireNonNull(action, "action must not be null");
		execute(name, options, Executors.callable(action));
	}

	/**
	 * Returns the holder of a lock.
	 * @param name name of the lock
	 * @return the holder, or empty if the lock is free
	 */
	Optional<LockInfo> inspect(String name);

	/**
	 * Returns the holder of the lock on one key.
	 * @param name name of the lock
	 * @param key the key, as in {@link LockOptions#keys(String...)}
	 * @return the holder, or empty if the lock is free
	 */
	Optional<LockInfo> inspect(String name, String key);

	/**
	 * Takes a lock away from its holder. For operators who know that the holder is gone:
	 * a holder that still works learns of it only with its next renewal.
	 * @param name name of the lock
	 * @return whether the lock was held
	 */
	boolean forceRelease(String name);

	/**
	 * Takes the lock on one key away from its holder.
	 * @param name name of the lock
	 * @param key the key, as in {@link LockOptions#keys(String...)}
	 * @return whether the lock was held
	 */
	boolean forceRelease(String name, String key);

	/**
	 * Returns a read/write lock: many readers or one writer. It is fair, so readers do
	 * not starve a writer. A writer can become a reader, but a reader not a writer. While
	 * it is in use, other kinds of lock with the same name are refused with an
	 * {@link IllegalStateException}.
	 * @param name name of the lock
	 * @return the two locks; does not contact the store
	 */
	DistributedReadWriteLock readWriteLock(String name);

	/**
	 * Returns a semaphore. It is fair. The permit of a holder that dies is returned when
	 * its lease runs out. While it is in use, other kinds of lock with the same name are
	 * refused with an {@link IllegalStateException}.
	 * @param name name of the semaphore
	 * @param permits number of permits. Each attempt is judged by the number it was made
	 * with, so all processes should use the same
	 * @return the semaphore; does not contact the store
	 * @throws IllegalArgumentException if permits is not between 1 and 100,000
	 */
	DistributedSemaphore semaphore(String name, int permits);

	/**
	 * Returns a lock as a {@link Lock}, with default options.
	 * @param name name of the lock
	 * @return the view
	 * @see #asLock(String, LockOptions)
	 */
	default Lock asLock(String name) {
		return asLock(name, LockOptions.defaults());
	}

	/**
	 * Returns a lock as a {@link Lock}. It belongs to the thread that locked it; that
	 * thread can lock it again, also through another view of the same name.
	 * {@code lock()} waits without a limit. {@code unlock()} throws
	 * {@link LockLostException} if the lock was lost, and
	 * {@link IllegalMonitorStateException} if the thread does not hold it.
	 * {@code newCondition()} is not supported.
	 * @param name name of the lock
	 * @param options how to hold; the wait time is ignored
	 * @return the view
	 */
	Lock asLock(String name, LockOptions options);

}
