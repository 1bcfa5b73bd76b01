package io.github.redisqueues.benchmarks;

import java.time.Duration;

/**
 * Ours, as soon as they are there; until then Redisson's stand in.
 */
final class OurLockClient implements LockClient {

	private final LockClient standIn;

	OurLockClient(Address address, Duration lease, boolean fair) {
		this.standIn = new RedissonLockClient(address, lease, fair);
	}

	@Override
	public Mutex mutex(String name) {
		return this.standIn.mutex(name);
	}

	@Override
	public void close() {
		this.standIn.close();
	}

}
