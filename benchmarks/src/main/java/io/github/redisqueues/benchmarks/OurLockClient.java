package io.github.redisqueues.benchmarks;

import java.time.Duration;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The locks of this library.
 */
final class OurLockClient implements LockClient {

	private final LettuceConnectionFactory connections;

	private final StoreDistributedLocks locks;

	private final boolean fair;

	OurLockClient(Address address, Duration lease, boolean fair) {
		LockSettings defaults = LockSettings.defaults();
		this.connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(address.host(), address.port()));
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.locks = StoreDistributedLocks.inRedis(this.connections,
				new LockSettings(address.namespace() + ":lock", lease, defaults.waitTime(), defaults.autoRenew()),
				(lost) -> {
				});
		this.fair = fair;
	}

	@Override
	public Mutex mutex(String name) {
		LockOptions waiting = LockOptions.defaults().waitTime(Duration.ofSeconds(WAIT_SECONDS));
		return this.fair ? new FairMutex(name, waiting.fair(true)) : new PlainMutex(name, waiting);
	}

	@Override
	public void close() {
		this.locks.close();
		this.connections.destroy();
	}

	private final class PlainMutex implements Mutex {

		private final String name;

		private final LockOptions waiting;

		PlainMutex(String name, LockOptions waiting) {
			this.name = name;
			this.waiting = waiting;
		}

		@Override
		public Hold take() {
			LockHandle handle = OurLockClient.this.locks.tryAcquire(this.name).orElseThrow();
			return handle::release;
		}

		@Override
		public Hold await() {
			LockHandle handle = OurLockClient.this.locks.acquire(this.name, this.waiting);
			return handle::release;
		}

	}

	private final class FairMutex implements Mutex {

		private final String name;

		private final LockOptions waiting;

		private final LockOptions atOnce;

		FairMutex(String name, LockOptions waiting) {
			this.name = name;
			this.waiting = waiting;
			this.atOnce = waiting.waitTime(Duration.ZERO);
		}

		@Override
		public Hold take() {
			LockHandle handle = OurLockClient.this.locks.tryAcquire(this.name, this.atOnce).orElseThrow();
			return handle::release;
		}

		@Override
		public Hold await() {
			LockHandle handle = OurLockClient.this.locks.acquire(this.name, this.waiting);
			return handle::release;
		}

	}

}
