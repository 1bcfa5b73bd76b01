package io.github.redisqueues.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One hold of a lock. It knows without asking the store whether it is still valid: its
 * local deadline is counted from before the last successful request was sent, so it
 * passes before the lease runs out in the store, whatever the network does. This does not
 * hold if the store's clock is set forward or this machine is suspended. Thread-safe.
 */
public interface LockHandle extends AutoCloseable {

	/**
	 * Returns the name of the lock.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the keys that are held under the name.
	 * @return the keys, sorted; empty if the lock has none
	 */
	List<String> keys();

	/**
	 * Returns whether several holds of the lock may exist at a time, as with a read lock
	 * or a semaphore.
	 * @return whether the lock is shared
	 */
	boolean isShared();

	/**
	 * Returns the fencing token. It is greater than that of every earlier hold of this
	 * lock, also after restarts and failovers of the store, unless a server that has no
	 * record of the earlier hold has a clock that is behind. A resource that remembers
	 * the greatest token it has seen, and refuses smaller ones, is safe from a holder
	 * that was stopped, lost its lease and continues without knowing. The token is the
	 * server's time in microseconds, or the last token plus one.
	 * @return the token
	 * @throws UnsupportedOperationException if the store has no tokens
	 */
	long token();

	/**
	 * Returns whether the lock is certainly still held. Local and cheap.
	 * @return false once the hold was released or lost, or its lease has run out by the
	 * local clock
	 */
	boolean isHeld();

	/**
	 * Checks that the lock is certainly still held. Local and cheap.
	 * @throws LockLostException if it is not
	 */
	void assertHeld();

	/**
	 * Returns how long the hold lasts, by the local clock, if it is not renewed.
	 * @return the time, zero if the lock is not held
	 */
	Duration remaining();

	/**
	 * Replaces the lease by a new one that starts now. Automatic renewal then uses the
	 * new lease.
	 * @param lease the new lease, with the bounds of {@link LockOptions#leaseTime}
	 * @return true if the hold has the new lease; false if it was lost
	 * @throws IllegalArgumentException if the lease is out of bounds
	 * @throws io.github.redisqueues.RedisNotExecutedException if the store could not be
	 * reached; a shorter lease still applies locally
	 * @throws io.github.redisqueues.RedisOutcomeUnknownException if the store did not
	 * reply; a shorter lease still applies locally
	 */
	boolean extend(Duration lease);

	/**
	 * Runs an action when the hold is lost, which means that its lease ran out or the
	 * lock was taken away. If it is lost already, the action runs immediately. It never
	 * runs after a release. Each action runs on a thread of its own, in no given order;
	 * exceptions are logged.
	 * @param action what to run
	 */
	void onLost(Runnable action);

	/**
	 * Releases the lock. In any case the hold ends for this process and is no longer
	 * renewed.
	 * @return true if the lock was held until now; false if it was lost or released
	 * before
	 * @throws io.github.redisqueues.RedisNotExecutedException if the store could not be
	 * reached; the release is retried in the background until the lease has run out
	 * @throws io.github.redisqueues.RedisOutcomeUnknownException if the store did not
	 * reply; the release is retried in the background until the lease has run out
	 */
	boolean release();

	/**
	 * Ends the hold for this process, like {@link #release()}, but keeps others from
	 * acquiring the lock for a while.
	 * @param delay how long, from now; anything below 10 milliseconds, the shortest
	 * lease, is the same as {@link #release()}
	 * @return true if the lock was held until now; false if it was lost or released
	 * before
	 * @throws io.github.redisqueues.RedisNotExecutedException if the store could not be
	 * reached; the lock keeps its current lease
	 * @throws io.github.redisqueues.RedisOutcomeUnknownException if the store did not
	 * reply; the lock keeps its current lease
	 */
	boolean releaseAfter(Duration delay);

	/**
	 * Releases the lock. Instead of throwing an exception, logs if the store cannot be
	 * reached. Does nothing if the hold has ended.
	 */
	@Override
	void close();

	/**
	 * Runs an action with this hold as {@link #current()}, for example on another thread
	 * that does part of the work. Neither acquires nor releases.
	 * @param <T> type of the result
	 * @param action what to run
	 * @return the action's result
	 * @throws Exception if the action throws it
	 */
	default <T> T call(Callable<T> action) throws Exception {
		return CurrentLocks.call(this, action);
	}

	/**
	 * Returns the hold under which this thread runs: that of the innermost
	 * {@link DistributedLock} method, {@link DistributedLocks#execute} or {@link #call}
	 * around the caller.
	 * @return the hold, or empty
	 */
	static Optional<LockHandle> current() {
		return CurrentLocks.all().stream().findFirst();
	}

	/**
	 * Returns all holds under which this thread runs.
	 * @return the holds, the innermost first
	 */
	static List<LockHandle> allCurrent() {
		return CurrentLocks.all();
	}

	/**
	 * Returns the innermost hold of a name under which this thread runs. Call it at the
	 * start of a method that must run under a lock: it detects calls that bypass the
	 * proxy, such as a call through {@code this}.
	 * @param name name of the lock
	 * @return the hold
	 * @throws IllegalStateException if this thread runs under no hold of that name
	 * @throws LockLostException if the hold is lost
	 */
	static LockHandle requireCurrent(String name) {
		return CurrentLocks.require(name);
	}

}
