package io.github.redisqueues.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * One hold of a lock. Whether it still stands is known without asking: its deadline
 * counts from before the last successful request was sent, so that it passes here before
 * the lease runs out in the store, whatever the network does; unless the store's clock is
 * set forward, or this whole machine is suspended. Safe for use by several threads.
 */
public interface LockHandle extends AutoCloseable {

	/**
	 * The name of the lock.
	 * @return the name
	 */
	String name();

	/**
	 * The keys that are held under the name.
	 * @return the keys in their order, empty if the lock has none
	 */
	List<String> keys();

	/**
	 * Whether others may have holds of the same lock at the same time, as those of a read
	 * lock and of a semaphore may.
	 * @return whether they may
	 */
	boolean isShared();

	/**
	 * The fencing token: greater than that of every earlier hold of this lock, through
	 * restarts and failovers of the store, as long as a server that knows nothing of that
	 * hold has not an older clock. A resource that remembers the greatest token it has
	 * seen and refuses smaller ones is safe from a holder that was stopped, lost its
	 * lease, and goes on without knowing. It is the server's time in microseconds unless
	 * that had been given out before.
	 * @return the token
	 * @throws UnsupportedOperationException if the store has none
	 */
	long token();

	/**
	 * Whether the hold certainly still stands. Asks nobody, and so may be called often.
	 * @return false once it was released, lost, or its lease ran out by the local clock
	 */
	boolean isHeld();

	/**
	 * Makes sure that the hold certainly still stands.
	 * @throws LockLostException if it does not
	 */
	void assertHeld();

	/**
	 * How long the hold still stands by the local clock, if it is not renewed.
	 * @return the time, zero if it does not stand
	 */
	Duration remaining();

	/**
	 * Gives the hold a new lease from now on. If it is renewed automatically, that goes
	 * by the new lease from now on, too.
	 * @param lease the new lease, with the bounds of {@link LockOptions#leaseTime}
	 * @return whether the hold stood and has the lease; false if it was lost
	 * @throws IllegalArgumentException if the lease is out of bounds
	 * @throws io.github.redisqueues.RedisNotExecutedException if the store could not be
	 * asked; a shorter lease then counts here all the same
	 * @throws io.github.redisqueues.RedisOutcomeUnknownException if the store did not
	 * answer; a shorter lease then counts here all the same
	 */
	boolean extend(Duration lease);

	/**
	 * Has an action run, on a thread of its own, once the hold is lost: another has taken
	 * the lock, or the lease ran out without a release. It runs at once if that has
	 * happened already, and never after a release. Actions run in no given order; what
	 * one throws is logged.
	 * @param action what to run
	 */
	void onLost(Runnable action);

	/**
	 * Ends the hold. It is over for this process in any case, and the lease is not
	 * renewed any more.
	 * @return true if the hold stood until now; false if it was lost or released before
	 * @throws io.github.redisqueues.RedisNotExecutedException if the store could not be
	 * asked; it is asked again in the background until the lease has run out
	 * @throws io.github.redisqueues.RedisOutcomeUnknownException if the store did not
	 * answer; it is asked again in the background until the lease has run out
	 */
	boolean release();

	/**
	 * Ends the hold for this process as {@link #release()} does, but leaves the lock
	 * taken for a while: nobody gets it before.
	 * @param delay how long from now on; zero, or below the 10 milliseconds that a lease
	 * lasts at least, is the same as {@link #release()}
	 * @return true if the hold stood until now; false if it was lost or released before
	 * @throws io.github.redisqueues.RedisNotExecutedException if the store could not be
	 * asked, and the lock is left to the lease that it has
	 * @throws io.github.redisqueues.RedisOutcomeUnknownException if the store did not
	 * answer, and the lock is left to the lease that it has
	 */
	boolean releaseAfter(Duration delay);

	/**
	 * Ends the hold, and leaves it to the log if it was lost before or if the store
	 * cannot be asked. Does nothing after a release.
	 */
	@Override
	void close();

	/**
	 * Runs an action with this hold as {@link #current()}: on a thread that has been
	 * given a part of the work, for example. Neither acquires nor releases.
	 * @param <T> type of what the action returns
	 * @param action what to run
	 * @return what the action returned
	 * @throws Exception what the action threw
	 */
	default <T> T call(Callable<T> action) throws Exception {
		return CurrentLocks.call(this, action);
	}

	/**
	 * The hold that this thread works under: of the innermost {@link DistributedLock}
	 * method, {@link DistributedLocks#execute} or {@link #call} around the caller.
	 * @return the hold, empty if there is none
	 */
	static Optional<LockHandle> current() {
		return CurrentLocks.all().stream().findFirst();
	}

	/**
	 * All holds that this thread works under.
	 * @return the holds, the innermost first
	 */
	static List<LockHandle> allCurrent() {
		return CurrentLocks.all();
	}

	/**
	 * The innermost hold of a name that this thread works under. At the beginning of a
	 * method that is only right under a lock, it finds the call that went past the proxy,
	 * as a call of an annotated method through {@code this} does.
	 * @param name name of the lock
	 * @return the hold
	 * @throws IllegalStateException if this thread works under no hold of that name
	 * @throws LockLostException if it does, but the hold is lost
	 */
	static LockHandle requireCurrent(String name) {
		return CurrentLocks.require(name);
	}

}
