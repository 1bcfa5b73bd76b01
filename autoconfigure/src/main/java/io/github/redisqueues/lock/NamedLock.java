package io.github.redisqueues.lock;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A lock of a known name and kind. As with {@link DistributedLocks}, a hold belongs to
 * its handle and not to a thread. {@link LockOptions#keys(String...)} and
 * {@link LockOptions#fair(boolean) fair(false)} are refused with an
 * {@link IllegalArgumentException}: these locks are always fair. Safe for use by several
 * threads.
 */
public interface NamedLock {

	/**
	 * Returns the name.
	 * @return the name
	 */
	String name();

	/**
	 * Acquires the lock if it is free and nobody waits for it.
	 * @return the hold, empty if there is none to be had
	 */
	Optional<LockHandle> tryAcquire();

	/**
	 * Acquires the lock, and waits for it as long as the options say.
	 * @param options how to wait and to hold
	 * @return the hold, empty if there was none to be had in time, or if the thread was
	 * interrupted, which its interrupt flag then still tells
	 */
	Optional<LockHandle> tryAcquire(LockOptions options);

	/**
	 * Acquires the lock, and waits for it as long as the default wait time says.
	 * @return the hold
	 * @throws LockUnavailableException if there was none to be had in time, or if the
	 * thread was interrupted
	 */
	LockHandle acquire();

	/**
	 * Acquires the lock, and waits for it as long as the options say.
	 * @param options how to wait and to hold
	 * @return the hold
	 * @throws LockUnavailableException if there was none to be had in time, or if the
	 * thread was interrupted
	 */
	LockHandle acquire(LockOptions options);

	/**
	 * Runs an action while holding the lock.
	 * @param <T> type of what the action returns
	 * @param options how to wait and to hold
	 * @param action what to do
	 * @return what the action returned
	 * @see DistributedLocks#execute(String, LockOptions, Callable)
	 */
	<T> T execute(LockOptions options, Callable<T> action);

	/**
	 * Tells who holds the lock, those that hold it in another way included: a read lock
	 * tells the writer.
	 * @return the holders, in no order
	 */
	List<LockInfo> inspect();

	/**
	 * Takes the lock from whoever holds it, in whichever way.
	 * @return whether somebody held it
	 * @see DistributedLocks#forceRelease(String)
	 */
	boolean forceRelease();

}
