package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

/**
 * A store in front of a real one that lets a test come between. Each method may be
 * replaced in a subclass.
 */
class StoreInFront implements HoldStore {

	private final HoldStore store;

	StoreInFront(HoldStore store) {
		this.store = store;
	}

	@Override
	public boolean givesTokens() {
		return this.store.givesTokens();
	}

	@Override
	public boolean isStopped() {
		return this.store.isStopped();
	}

	@Override
	public Attempt acquire(LockRequest request, String owner) {
		return this.store.acquire(request, owner);
	}

	@Override
	public boolean release(LockHold hold) {
		return this.store.release(hold);
	}

	@Override
	public boolean[] renew(List<Renewal> renewals) {
		return this.store.renew(renewals);
	}

	@Override
	public List<List<LockHold>> batches(List<LockHold> holds) {
		return this.store.batches(holds);
	}

	@Override
	public void wakeAfter(Duration delay, LockTarget target, LockKind kind) {
		this.store.wakeAfter(delay, target, kind);
	}

	@Override
	public void abandon(LockTarget target, LockKind kind, String owner, long leaseMillis) {
		this.store.abandon(target, kind, owner, leaseMillis);
	}

}
