package io.github.redisqueues.lock;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.Lock;

/**
 * Locks by name, over all processes that share a store. A hold belongs to its
 * {@link LockHandle}, not to a thread: it may be released by any thread, and a second
 * attempt at a held name fails even in the thread that holds it. (Re-entry is for
 * {@link DistributedLock} and {@link #asLock(String)}.) A hold ends when it is released
 * or when its lease runs out; leases are renewed in the background unless
 * {@link LockOptions#autoRenew(boolean)} says otherwise. Safe for use by several threads.
 * <p>
 * A name has 1 to 500 characters and may have any in it; anything else is an
 * {@link IllegalArgumentException}. Nothing may be null. A store that cannot be asked
 * throws {@link io.github.redisqueues.RedisNotExecutedException} or, where the answer was
 * lost, {@link io.github.redisqueues.RedisOutcomeUnknownException}; what may have been
 * acquired then is given back in the background, or by its lease.
 */
public interface DistributedLocks {

	/**
	 * Acquires a lock if it is free, without waiting.
	 * @param name name of the lock
	 * @return the hold, empty if somebody else has the lock
	 */
	Optional<LockHandle> tryAcquire(String name);

	/**
	 * Acquires a lock, and waits for it as long as the options say.
	 * @param name name of the lock
	 * @param options how to wait and to hold
	 * @return the hold, empty if the lock did not come free in time, or if the thread was
	 * interrupted, which its interrupt flag then still tells
	 */
	Optional<LockHandle> tryAcquire(String name, LockOptions options);

	/**
	 * Acquires a lock, and waits for it as long as the default wait time says.
	 * @param name name of the lock
	 * @return the hold
	 * @throws LockUnavailableException if the lock did not come free in time, or if the
	 * thread was interrupted, which its interrupt flag then still tells
	 */
	LockHandle acquire(String name);

	/**
	 * Acquires a lock, and waits for it as long as the options say.
	 * @param name name of the lock
	 * @param options how to wait and to hold
	 * @return the hold
	 * @throws LockUnavailableException if the lock did not come free in time, or if the
	 * thread was interrupted, which its interrupt flag then still tells
	 */
	LockHandle acquire(String name, LockOptions options);

	/**
	 * Runs an action while holding a lock, as {@link LockHandle#current()}. A lock that
	 * was lost by the end of the action is an error, whatever the action returned.
	 * @param <T> type of what the action returns
	 * @param name name of the lock
	 * @param options how to wait and to hold
	 * @param action what to do; a checked exception that it throws comes wrapped in
	 * {@link java.lang.reflect.UndeclaredThrowableException}
	 * @return what the action returned
	 * @throws LockUnavailableException if the lock did not come free in time, or if the
	 * thread was interrupted; the action was not run then
	 * @throws LockLostException if the lock was lost before the action ended
	 */
	<T> T execute(String name, LockOptions options, Callable<T> action);

	/**
	 * Tells who holds a lock.
	 * @param name name of the lock
	 * @return the holder, empty if there is none
	 */
	Optional<LockInfo> inspect(String name);

	/**
	 * Tells who holds the lock on one key.
	 * @param name name of the lock
	 * @param key the key, as in {@link LockOptions#keys(String...)}
	 * @return the holder, empty if there is none
	 */
	Optional<LockInfo> inspect(String name, String key);

	/**
	 * Takes a lock from whoever holds it, who learns of it with the next renewal. For
	 * operators, when a holder is known to be gone: a holder that still works is not
	 * stopped by this.
	 * @param name name of the lock
	 * @return whether somebody held it
	 */
	boolean forceRelease(String name);

	/**
	 * Takes the lock on one key from whoever holds it.
	 * @param name name of the lock
	 * @param key the key, as in {@link LockOptions#keys(String...)}
	 * @return whether somebody held it
	 */
	boolean forceRelease(String name, String key);

	/**
	 * A lock that many may hold to read, or one to write. In the order of arrival: a
	 * writer is not starved by readers. It is a lock of its own kind: while it is in use,
	 * the other kinds of that name are refused with an {@link IllegalStateException}.
	 * @param name name of the lock
	 * @return the two locks; asks nothing yet
	 */
	DistributedReadWriteLock readWriteLock(String name);

	/**
	 * A lock that several may hold at a time. In the order of arrival; the permit of a
	 * holder that dies comes back when its lease runs out. It is a lock of its own kind:
	 * while it is in use, the other kinds of that name are refused with an
	 * {@link IllegalStateException}.
	 * @param name name of the semaphore
	 * @param permits how many may hold it at a time; each attempt goes by the number that
	 * it was made with, so all processes should agree
	 * @return the semaphore; asks nothing yet
	 * @throws IllegalArgumentException if permits is not between 1 and 100,000
	 */
	DistributedSemaphore semaphore(String name, int permits);

	/**
	 * The lock of a name for code that expects a {@link Lock}, with default options. It
	 * belongs to the thread that locked it and can be locked again by that thread, also
	 * through another such view of the name. {@code lock()} waits without a limit;
	 * {@code unlock()} throws {@link LockLostException} if the lock was lost before, and
	 * {@link IllegalMonitorStateException} if this thread does not have it;
	 * {@code newCondition()} is not supported.
	 * @param name name of the lock
	 * @return the view
	 */
	Lock asLock(String name);

	/**
	 * The lock of a name for code that expects a {@link Lock}.
	 * @param name name of the lock
	 * @param options how to hold; the wait time does not count
	 * @return the view
	 * @see #asLock(String)
	 */
	Lock asLock(String name, LockOptions options);

}
