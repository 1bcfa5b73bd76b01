package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

/**
 * Where holds are kept.
 */
interface HoldStore {

	/**
	 * Whether what was granted has a fencing token.
	 */
	boolean givesTokens();

	/**
	 * Whether nobody can wait at the moment.
	 */
	boolean isStopped();

	/**
	 * Takes a lock, and waits for it if that is wanted.
	 * @return what brought it, or an attempt that brought nothing
	 */
	Attempt acquire(LockRequest request, String owner);

	/**
	 * Gives a hold back.
	 * @return whether it stood
	 */
	boolean release(LockHold hold);

	/**
	 * Gives holds new leases.
	 * @return for each whether it stood and has the lease
	 */
	boolean[] renew(List<Renewal> renewals);

	/**
	 * Divides holds into groups that are renewed together.
	 */
	List<List<LockHold>> batches(List<LockHold> holds);

	/**
	 * Has somebody who waits look when a lock comes free without being released.
	 */
	void wakeAfter(Duration delay, LockTarget target, LockKind kind);

	/**
	 * Gives back in the background what may be held, until its lease has run out.
	 */
	void abandon(LockTarget target, LockKind kind, String owner, long leaseMillis);

}
