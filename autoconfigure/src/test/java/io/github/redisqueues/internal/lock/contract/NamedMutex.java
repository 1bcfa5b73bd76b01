package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;

/**
 * The lock of a name as the other kinds are: so that one contract can be stated for all.
 *
 * @param locks where it is
 * @param name its name
 * @param keys what is locked under the name, empty for the name itself
 * @param fair whether it is fair
 */
public record NamedMutex(DistributedLocks locks, String name, List<String> keys, boolean fair) implements NamedLock {

	@Override
	public Optional<LockHandle> tryAcquire() {
		return (this.keys.isEmpty() && !this.fair) ? this.locks.tryAcquire(this.name)
				: this.locks.tryAcquire(this.name, own(LockOptions.defaults().waitTime(Duration.ZERO)));
	}

	@Override
	public Optional<LockHandle> tryAcquire(LockOptions options) {
		return this.locks.tryAcquire(this.name, own(options));
	}

	@Override
	public LockHandle acquire() {
		return (this.keys.isEmpty() && !this.fair) ? this.locks.acquire(this.name)
				: this.locks.acquire(this.name, own(LockOptions.defaults()));
	}

	@Override
	public LockHandle acquire(LockOptions options) {
		return this.locks.acquire(this.name, own(options));
	}

	@Override
	public <T> T execute(LockOptions options, Callable<T> action) {
		return this.locks.execute(this.name, own(options), action);
	}

	@Override
	public List<LockInfo> holders() {
		return this.keys.isEmpty() ? this.locks.inspect(this.name).stream().toList()
				: this.keys.stream().flatMap((key) -> this.locks.inspect(this.name, key).stream()).toList();
	}

	/**
	 * The holder of one key is the holder of all.
	 */
	@Override
	public boolean forceRelease() {
		boolean released = this.keys.isEmpty() && this.locks.forceRelease(this.name);
		for (String key : this.keys) {
			released |= this.locks.forceRelease(this.name, key);
		}
		return released;
	}

	private LockOptions own(LockOptions options) {
		LockOptions own = this.fair ? options.fair(true) : options;
		return this.keys.isEmpty() ? own : own.keys(this.keys);
	}

}
