package io.github.redisqueues.internal.lock;

/**
 * An owner that holds, or may hold, a lock.
 *
 * @param target the lock
 * @param kind how it is held
 * @param owner id of the owner; each attempt to acquire a lock has an owner of its own
 * @param leaseMillis the lease in milliseconds: the current one, or for a renewal the new
 * one
 */
public record LockClaim(LockTarget target, LockKind kind, String owner, long leaseMillis) {

	LockClaim withLease(long millis) {
		return new LockClaim(this.target, this.kind, this.owner, millis);
	}

}
