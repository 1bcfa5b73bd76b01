package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.lock.LockInfo;

/**
 * A store in front of a real one that lets a test come between. Each method may be
 * replaced in a subclass.
 */
class StoreInFront implements CompleteLockStore {

	private final CompleteLockStore store;

	StoreInFront(LockStore store) {
		this.store = (CompleteLockStore) store;
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
	public List<LockInfo> holders(LockTarget target, LockKind kind) {
		return this.store.holders(target, kind);
	}

	@Override
	public int countHolders(LockTarget target) {
		return this.store.countHolders(target);
	}

	@Override
	public boolean forceRelease(LockTarget target, LockKind kind) {
		return this.store.forceRelease(target, kind);
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
