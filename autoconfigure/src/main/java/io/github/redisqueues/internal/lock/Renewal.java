package io.github.redisqueues.internal.lock;

/**
 * What is asked of the store to give a hold a new lease.
 *
 * @param target the lock
 * @param kind what it is held as
 * @param owner who holds it
 * @param leaseMillis the new lease
 */
public record Renewal(LockTarget target, LockKind kind, String owner, long leaseMillis) {

	/**
	 * As long as the lease before.
	 */
	static Renewal of(LockHold hold) {
		return of(hold, hold.leaseMillis());
	}

	static Renewal of(LockHold hold, long leaseMillis) {
		return new Renewal(hold.target(), hold.kind(), hold.owner(), leaseMillis);
	}

}
