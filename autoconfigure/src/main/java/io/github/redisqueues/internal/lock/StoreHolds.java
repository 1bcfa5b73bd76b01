package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Holds that are kept in a {@link LockStore}.
 */
final class StoreHolds implements HoldStore {

	private final LockStore store;

	StoreHolds(LockStore store) {
		this.store = store;
	}

	@Override
	public boolean givesTokens() {
		return false;
	}

	@Override
	public boolean isStopped() {
		return this.store.isStopped();
	}

	@Override
	public Attempt acquire(LockRequest request, String owner) {
		OptionalLong leaseBegan = this.store.acquire(claim(request.target(), owner, request.leaseMillis()),
				Duration.ofNanos(request.waitNanos()));
		return leaseBegan.isPresent() ? new Attempt(1, leaseBegan.getAsLong(), 0, 0, 0) : Attempt.NOTHING;
	}

	@Override
	public boolean release(LockHold hold) {
		return this.store.release(claim(hold.target(), hold.owner(), hold.leaseMillis()));
	}

	@Override
	public boolean[] renew(List<Renewal> renewals) {
		boolean[] stand = new boolean[renewals.size()];
		for (int i = 0; i < stand.length; i++) {
			Renewal renewal = renewals.get(i);
			stand[i] = this.store.renew(claim(renewal.target(), renewal.owner(), renewal.leaseMillis()));
		}
		return stand;
	}

	/**
	 * One by one, so that one that cannot be renewed is no harm to the others.
	 */
	@Override
	public List<List<LockHold>> batches(List<LockHold> holds) {
		return holds.stream().map(List::of).toList();
	}

	/**
	 * Those who wait look for themselves.
	 */
	@Override
	public void wakeAfter(Duration delay, LockTarget target, LockKind kind) {
	}

	@Override
	public void abandon(LockTarget target, LockKind kind, String owner, long leaseMillis) {
		this.store.abandon(claim(target, owner, leaseMillis));
	}

	private static LockClaim claim(LockTarget target, String owner, long leaseMillis) {
		return new LockClaim(target.name(), target.keys(), owner, Duration.ofMillis(leaseMillis));
	}

}
