package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;

import io.github.redisqueues.benchmarks.harness.Address;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;

/**
 * The locks of this library.
 */
final class OurLockClient implements LockClient {

	private final OurApplication application;

	private final DistributedLocks locks;

	private final LockOptions waiting;

	OurLockClient(Address server, boolean fair) {
		this.application = OurApplication.start(server);
		this.locks = this.application.locks();
		LockOptions options = LockOptions.defaults().waitTime(Duration.ofSeconds(WAIT_SECONDS));
		this.waiting = fair ? options.fair(true) : options;
	}

	@Override
	public Mutex mutex(String name) {
		LockOptions atOnce = this.waiting.waitTime(Duration.ZERO);
		return new Mutex() {

			@Override
			public Hold take() {
				LockHandle handle = OurLockClient.this.locks.tryAcquire(name, atOnce).orElseThrow();
				return handle::release;
			}

			@Override
			public Hold await() {
				LockHandle handle = OurLockClient.this.locks.acquire(name, OurLockClient.this.waiting);
				return handle::release;
			}

		};
	}

	@Override
	public void close() {
		this.application.close();
	}

}
