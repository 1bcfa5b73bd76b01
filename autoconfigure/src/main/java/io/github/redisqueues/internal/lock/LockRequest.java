package io.github.redisqueues.internal.lock;

/**
 * What is wanted of the store.
 *
 * @param target the lock
 * @param kind as what it is to be held
 * @param limit how many may hold it so at a time
 * @param inTurn whether those who wait get it in the order in which they came
 * @param waitNanos how long to wait
 * @param leaseMillis the lease
 * @param autoRenew whether the lease is renewed
 */
public record LockRequest(LockTarget target, LockKind kind, int limit, boolean inTurn, long waitNanos, long leaseMillis,
		boolean autoRenew) {

	LockRequest waiting(long waitNanos) {
		return new LockRequest(this.target, this.kind, this.limit, this.inTurn, waitNanos, this.leaseMillis,
				this.autoRenew);
	}

}
