package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.benchmarks.harness.Address;
import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Redisson's locks, renewed by its watchdog.
 */
final class RedissonLockClient implements LockClient {

	private final boolean fair;

	private final RedissonClient client;

	RedissonLockClient(Address address, Duration lease, boolean fair) {
		Config config = new Config();
		config.useSingleServer().setAddress("redis://" + address.host() + ":" + address.port());
		config.setLockWatchdogTimeout(lease.toMillis());
		this.fair = fair;
		this.client = Redisson.create(config);
	}

	@Override
	public Mutex mutex(String name) {
		String key = "redisson:" + name;
		return new RedissonMutex(this.fair ? this.client.getFairLock(key) : this.client.getLock(key));
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

	private record RedissonMutex(RLock lock) implements Mutex {

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
			catch (IllegalMonitorStateException ex) {
				return false;
			}
		}

	}

}
