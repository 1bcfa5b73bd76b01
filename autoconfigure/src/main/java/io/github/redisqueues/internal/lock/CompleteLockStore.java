package io.github.redisqueues.internal.lock;

import java.util.List;

import io.github.redisqueues.lock.LockInfo;

/**
 * A store that has more than mutual exclusion: fencing tokens, fair and shared locks, and
 * it can report and remove holders.
 */
public interface CompleteLockStore extends LockStore {

	/**
	 * Returns the holders of a lock.
	 * @param target the lock
	 * @param kind its kind
	 * @return the holders
	 */
	List<LockInfo> holders(LockTarget target, LockKind kind);

	/**
	 * Counts the holders of a shared lock.
	 * @param target the lock
	 * @return their number
	 */
	int countHolders(LockTarget target);

	/**
	 * Takes a lock away from all its holders.
	 * @param target the lock
	 * @param kind its kind
	 * @return whether there was a holder
	 */
	boolean forceRelease(LockTarget target, LockKind kind);

}
