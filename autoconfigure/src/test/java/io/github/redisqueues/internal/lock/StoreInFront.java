package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

/**
 * A store in front of a real one that lets a test come between. Each method may be
 * replaced in a subclass.
 */
class StoreInFront implements LockStore {

	private final LockStore store;

	StoreInFront(LockStore store) {
		this.store = store;
	}

	@Override
	public boolean isComplete() {
		return this.store.isComplete();
	}

	@Override
	public LockAttempt acquire(LockRequest request, String owner) {
		return this.store.acquire(request, owner);
	}

	@Override
	public boolean release(LockClaim claim, long turnBegan) {
		return this.store.release(claim, turnBegan);
	}

	@Override
	public boolean[] renew(List<LockClaim> claims) {
		return this.store.renew(claims);
	}

	@Override
	public Object batchKey(LockClaim claim) {
		return this.store.batchKey(claim);
	}

	@Override
	public void wakeAfter(LockClaim claim, Duration delay) {
		this.store.wakeAfter(claim, delay);
	}

	@Override
	public void abandon(LockClaim claim) {
		this.store.abandon(claim);
	}

	@Override
	public boolean hasPendingReleases() {
		return this.store.hasPendingReleases();
	}

	@Override
	public void start() {
		this.store.start();
	}

	@Override
	public void stop() {
		this.store.stop();
	}

	@Override
	public boolean isStopped() {
		return this.store.isStopped();
	}

	@Override
	public void endWaiting() {
		this.store.endWaiting();
	}

	@Override
	public boolean isClosed() {
		return this.store.isClosed();
	}

	@Override
	public void close() {
		this.store.close();
	}

}
