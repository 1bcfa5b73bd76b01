package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Where {@link StoreDistributedLocks} keep their locks. Sees to it that of a name and key
 * there is one owner at a time, and to nothing else. Must be safe for use by several
 * threads, and may be asked about an owner by another thread than the one that acquired.
 * <p>
 * What cannot be asked at the moment says so with a
 * {@link org.springframework.dao.TransientDataAccessException}.
 */
public interface LockStore extends AutoCloseable {

	/**
	 * Takes a lock, all of its keys or none, and waits for it if that is wanted. If this
	 * fails or the thread is interrupted, nothing must stay taken for longer than the
	 * lease.
	 * @param claim who wants what, and the lease
	 * @param wait how long to wait at the most; zero does not wait
	 * @return a moment by {@link System#nanoTime()} from which the lease counts, no later
	 * than when the store was asked; empty if the lock did not come free in time, or if
	 * the thread was interrupted, which its interrupt flag then still tells
	 */
	OptionalLong acquire(LockClaim claim, Duration wait);

	/**
	 * Gives what is held a new lease from now on.
	 * @param claim who holds what, and the new lease
	 * @return whether it was still held, and has the lease
	 */
	boolean renew(LockClaim claim);

	/**
	 * Gives a lock back.
	 * @param claim who holds what
	 * @return whether it was still held
	 */
	boolean release(LockClaim claim);

	/**
	 * Gives back in the background what may be held. Does not wait for it and throws
	 * nothing.
	 * @param claim who may hold what
	 */
	void abandon(LockClaim claim);

	/**
	 * Lets threads wait again after {@link #stop()}.
	 */
	default void start() {
	}

	/**
	 * Lets all threads that wait go away with nothing, and until {@link #start()} those
	 * that come to wait.
	 */
	default void stop() {
	}

	/**
	 * Whether nobody can wait at the moment.
	 * @return whether {@link #stop()} was called last
	 */
	boolean isStopped();

	/**
	 * Ends what belongs to this process. What is held is left to its lease.
	 */
	@Override
	void close();

}
