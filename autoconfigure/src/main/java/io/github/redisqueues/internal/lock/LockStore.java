package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

/**
 * Keeps locks: ensures that a lock has one owner at a time, or as many as its kind
 * allows, and that a hold ends with its lease. Thread-safe; any thread may renew or
 * release.
 * <p>
 * A store that cannot be reached throws a
 * {@link org.springframework.dao.TransientDataAccessException}.
 */
public interface LockStore extends AutoCloseable {

	/**
	 * Acquires a lock, all of its keys or none. If this fails or the thread is
	 * interrupted, nothing stays acquired for longer than the lease.
	 * @param request what to acquire, and how long to wait
	 * @param owner id of the new owner
	 * @return the attempt, not granted if the lock did not become free in time or the
	 * thread was interrupted (its interrupt flag stays set)
	 */
	LockAttempt acquire(LockRequest request, String owner);

	/**
	 * Gives holds new leases that start now.
	 * @param claims the holds, all with the same {@link #batchKey}, and their new leases
	 * @return for each whether it was still held and has the new lease
	 */
	boolean[] renew(List<LockClaim> claims);

	/**
	 * Returns what claims have in common that can be renewed in one request.
	 * @param claim the claim
	 * @return a key; by default, each claim is renewed on its own
	 */
	default Object batchKey(LockClaim claim) {
		return claim.owner();
	}

	/**
	 * Releases a lock.
	 * @param claim what to release
	 * @param turnBegan when this process got the lock, by {@link System#nanoTime()}
	 * @return whether it was still held
	 */
	boolean release(LockClaim claim, long turnBegan);

	/**
	 * Releases in the background what may be held, and retries until the lease has run
	 * out. Neither waits nor throws.
	 * @param claim what to release
	 */
	void abandon(LockClaim claim);

	/**
	 * Returns whether there are releases that {@link #abandon} began and that have not
	 * ended. By default there are none: their end does not depend on a connection of the
	 * application context.
	 * @return whether there are
	 */
	default boolean hasPendingReleases() {
		return false;
	}

	/**
	 * Announces that a lease will run out earlier than waiters expect, so that one of
	 * them is woken then. By default does nothing: waiters poll.
	 * @param claim the claim
	 * @param delay when, from now
	 */
	default void wakeAfter(LockClaim claim, Duration delay) {
	}

	/**
	 * Lets waiting threads ask the store again after {@link #stop()}.
	 */
	default void start() {
	}

	/**
	 * Keeps waiting threads from asking the store until {@link #start()}, while its
	 * connection is stopped. They go on waiting. By default does nothing, for a store
	 * whose connection does not stop with the application context.
	 */
	default void stop() {
	}

	/**
	 * Returns whether the store is stopped.
	 * @return false if it has not been stopped, or has been started since
	 */
	default boolean isStopped() {
		return false;
	}

	/**
	 * Lets all waiting threads return without the lock, and from now on those that come
	 * to wait.
	 */
	void endWaiting();

	/**
	 * Returns whether nobody can wait any more.
	 * @return true after {@link #endWaiting()} or {@link #close()}
	 */
	boolean isClosed();

	/**
	 * Ends the background work of this process. Nobody can wait any more. Holds are left
	 * to their leases.
	 */
	@Override
	void close();

}
