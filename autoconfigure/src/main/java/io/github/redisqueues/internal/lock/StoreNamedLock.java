package io.github.redisqueues.internal.lock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.github.redisqueues.lock.DistributedSemaphore;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;

/**
 * A read lock, a write lock or a semaphore in a {@link CompleteLockStore}.
 */
class StoreNamedLock implements NamedLock {

	private final Acquirer acquirer;

	private final CompleteLockStore store;

	private final LockTarget target;

	private final LockKind kind;

	private final int limit;

	StoreNamedLock(Acquirer acquirer, CompleteLockStore store, LockTarget target, LockKind kind, int limit) {
		this.acquirer = acquirer;
		this.store = store;
		this.target = target;
		this.kind = kind;
		this.limit = limit;
	}

	@Override
	public String name() {
		return this.target.name();
	}

	@Override
	public Optional<LockHandle> tryAcquire(LockOptions options) {
		return this.acquirer.tryAcquire(request(Acquirer.withoutDefaultWait(options)));
	}

	@Override
	public LockHandle acquire(LockOptions options) {
		return this.acquirer.acquire(request(options));
	}

	@Override
	public <T> T execute(LockOptions options, Callable<T> action) {
		Objects.requireNonNull(action, "action must not be null");
		return this.acquirer.execute(request(options), action);
	}

	private LockRequest request(LockOptions options) {
		return this.acquirer.shared(this.target, this.kind, this.limit, options);
	}

	@Override
	public List<LockInfo> holders() {
		return this.store.holders(this.target, this.kind);
	}

	@Override
	public boolean forceRelease() {
		return this.store.forceRelease(this.target, this.kind);
	}

	int countHolders() {
		return this.store.countHolders(this.target);
	}

	/**
	 * A semaphore in a {@link CompleteLockStore}.
	 */
	static final class Semaphore extends StoreNamedLock implements DistributedSemaphore {

		private final int permits;

		Semaphore(Acquirer acquirer, CompleteLockStore store, LockTarget target, int permits) {
			super(acquirer, store, target, LockKind.PERMIT, permits);
			this.permits = permits;
		}

		@Override
		public int permits() {
			return this.permits;
		}

		@Override
		public int availablePermits() {
			return Math.max(this.permits - countHolders(), 0);
		}

	}

}
