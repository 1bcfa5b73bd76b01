package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockKeys;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process's locks, for tests that harm the server or the way to it.
 */
final class TestLocks implements AutoCloseable {

	static final String NAMESPACE = "queues:lock-faults";

	private final TestRedis redis;

	private final LettuceConnectionFactory connectionFactory;

	private final Queue<LockLostEvent> lost = new ConcurrentLinkedQueue<>();

	private final StoreDistributedLocks locks;

	TestLocks(TestRedis redis) {
		this(redis, redis.connectionFactory());
	}

	TestLocks(TestRedis redis, LettuceConnectionFactory connectionFactory) {
		this(redis, connectionFactory, Duration.ofSeconds(30));
	}

	TestLocks(TestRedis redis, LettuceConnectionFactory connectionFactory, Duration lease) {
		this.redis = redis;
		this.connectionFactory = connectionFactory;
		this.locks = StoreDistributedLocks.inRedis(connectionFactory,
				new LockSettings(NAMESPACE, lease, Duration.ofSeconds(30), true), this.lost::add);
	}

	static String newName() {
		return "lock-" + UUID.randomUUID();
	}

	StoreDistributedLocks locks() {
		return this.locks;
	}

	LockCommands commands() {
		return ((RedisLockStore) this.locks.store()).commands();
	}

	NamedLock lock(KindOfLock kind, String name) {
		return kind.of(this.locks, name);
	}

	LockKeys keys(String name) {
		return new LockKeys(this.redis, NAMESPACE, name);
	}

	List<LockLostEvent> lost() {
		return List.copyOf(this.lost);
	}

	@Override
	public void close() {
		this.locks.close();
		this.connectionFactory.destroy();
	}

}
