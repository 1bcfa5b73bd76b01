package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.redisqueues.benchmarks.harness.Address;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;

/**
 * Spring Integration's locks, which are not renewed by default.
 */
final class RegistryLockClient implements LockClient {

	private final LettuceConnectionFactory connections;

	private final RedisLockRegistry registry;

	RegistryLockClient(Address address, Duration lease, RedisLockType type) {
		this.connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(address.host(), address.port()));
		this.connections.afterPropertiesSet();
		this.connections.start();
		this.registry = new RedisLockRegistry(this.connections, "registry", lease);
		this.registry.setRedisLockType(type);
	}

	@Override
	public Mutex mutex(String name) {
		return new RegistryMutex(this.registry.obtain(name));
	}

	@Override
	public void close() {
		this.registry.destroy();
		this.connections.destroy();
	}

	private record RegistryMutex(Lock lock) implements Mutex {

		@Override
		public Hold take() {
			if (!this.lock.tryLock()) {
				throw new IllegalStateException("somebody else has the lock");
			}
			return this::release;
		}

		@Override
		public Hold await() {
			try {
				if (!this.lock.tryLock(WAIT_SECONDS, TimeUnit.SECONDS)) {
					throw new IllegalStateException("the lock did not come free");
				}
				return this::release;
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private boolean release() {
			try {
				this.lock.unlock();
				return true;
			}
			catch (ConcurrentModificationException ex) {
				return false;
			}
		}

	}

}
