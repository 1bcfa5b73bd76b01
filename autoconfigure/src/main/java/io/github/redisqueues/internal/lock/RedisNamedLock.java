package io.github.redisqueues.internal.lock;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;

/**
 * A lock that several may hold.
 */
class RedisNamedLock implements NamedLock {

	private final RedisDistributedLocks locks;

	private final LockTarget target;

	private final LockKind kind;

	private final int limit;

	RedisNamedLock(RedisDistributedLocks locks, LockTarget target, LockKind kind, int limit) {
		this.locks = locks;
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
		return this.locks.acquirer().tryAcquire(request(Acquirer.withoutDefaultWait(options)));
	}

	@Override
	public LockHandle acquire(LockOptions options) {
		return this.locks.acquirer().acquire(request(options));
	}

	@Override
	public <T> T execute(LockOptions options, Callable<T> action) {
		Objects.requireNonNull(action, "action must not be null");
		return this.locks.acquirer().execute(request(options), action);
	}

	@Override
	public List<LockInfo> holders() {
		return this.locks.commands().inspect(this.target, this.kind);
	}

	@Override
	public boolean forceRelease() {
		return this.locks.store().forceRelease(this.target, this.kind);
	}

	int countHolders() {
		return this.locks.commands().countHolders(this.target);
	}

	int limit() {
		return this.limit;
	}

	private LockRequest request(LockOptions options) {
		return this.locks.acquirer().shared(this.target, this.kind, this.limit, options);
	}

}
