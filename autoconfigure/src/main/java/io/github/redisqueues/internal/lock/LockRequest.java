package io.github.redisqueues.internal.lock;

/**
 * What a caller asks of a {@link LockStore}.
 *
 * @param target the lock
 * @param kind how to hold it
 * @param limit how many owners may hold it in this way at a time
 * @param fair whether waiters get it in order of arrival
 * @param waitNanos how long to wait, in nanoseconds; zero does not wait
 * @param leaseMillis the lease in milliseconds
 * @param autoRenew whether the lease is renewed
 * @param beside for a reader, the owner of another hold of the same thread, beside which
 * it is let in at once; otherwise empty
 */
public record LockRequest(LockTarget target, LockKind kind, int limit, boolean fair, long waitNanos, long leaseMillis,
		boolean autoRenew, String beside) {

	public LockRequest(LockTarget target, LockKind kind, int limit, boolean fair, long waitNanos, long leaseMillis,
			boolean autoRenew) {
		this(target, kind, limit, fair, waitNanos, leaseMillis, autoRenew, "");
	}

	LockRequest waiting(long waitNanos) {
		return new LockRequest(this.target, this.kind, this.limit, this.fair, waitNanos, this.leaseMillis,
				this.autoRenew, this.beside);
	}

	LockRequest beside(String owner) {
		return new LockRequest(this.target, this.kind, this.limit, this.fair, this.waitNanos, this.leaseMillis,
				this.autoRenew, owner);
	}

	/**
	 * Returns what an owner holds if this request is granted to it.
	 * @param owner id of the owner
	 * @return the claim
	 */
	public LockClaim claim(String owner) {
		return new LockClaim(this.target, this.kind, owner, this.leaseMillis);
	}

}
