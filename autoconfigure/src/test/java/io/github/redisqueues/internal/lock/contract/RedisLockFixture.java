package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Two processes with locks of one kind. After every test it is checked that Redis keeps
 * nothing of the waiters, and that every key left has a time to live.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class RedisLockFixture implements LockFixture {

	static final String NAMESPACE = "queues:lock-contract";

	static final LockSettings SETTINGS = new LockSettings(NAMESPACE, Duration.ofSeconds(30), Duration.ofMillis(200),
			true);

	private final KindOfLock kind;

	private final Map<String, NamedLock> used = new LinkedHashMap<>();

	private final List<BlockedCall<?>> waiters = new ArrayList<>();

	private final Queue<LockLostEvent> lost = new ConcurrentLinkedQueue<>();

	private LettuceConnectionFactory connectionFactory;

	private LettuceConnectionFactory otherConnectionFactory;

	private StoreDistributedLocks locks;

	private StoreDistributedLocks otherProcess;

	RedisLockFixture(KindOfLock kind) {
		this.kind = kind;
	}

	@BeforeAll
	void connect() {
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(Duration.ofMillis(20));
		this.connectionFactory = redis().connectionFactory();
		this.otherConnectionFactory = redis().connectionFactory();
		this.locks = StoreDistributedLocks.inRedis(this.connectionFactory, SETTINGS, this.lost::add);
		this.otherProcess = StoreDistributedLocks.inRedis(this.otherConnectionFactory, SETTINGS, (event) -> {
		});
	}

	@AfterAll
	void disconnect() {
		this.locks.close();
		this.otherProcess.close();
		this.connectionFactory.destroy();
		this.otherConnectionFactory.destroy();
	}

	@AfterEach
	void checkNothingIsLeft() {
		try {
			this.waiters.forEach(BlockedCall::interrupt);
			this.used.values().forEach((lock) -> keys(lock).checkNothingIsLeftOfWaiters());
		}
		finally {
			this.waiters.clear();
			this.used.values().forEach((lock) -> keys(lock).remove());
			this.used.clear();
			this.lost.clear();
		}
	}

	@Override
	public abstract TestRedis redis();

	@Override
	public final KindOfLock kind() {
		return this.kind;
	}

	@Override
	public final StoreDistributedLocks locks() {
		return this.locks;
	}

	@Override
	public final StoreDistributedLocks otherProcess() {
		return this.otherProcess;
	}

	@Override
	public final List<LockLostEvent> lost(NamedLock lock) {
		return this.lost.stream().filter((event) -> event.name().equals(lock.name())).toList();
	}

	@Override
	public final NamedLock lock(String name) {
		NamedLock lock = this.kind.of(this.locks, name);
		this.used.put(name, lock);
		return lock;
	}

	@Override
	public final NamedLock lock() {
		return lock(this.kind.name().toLowerCase() + "-" + UUID.randomUUID());
	}

	@Override
	public final LockKeys keys(NamedLock lock) {
		return new LockKeys(redis(), NAMESPACE, lock.name());
	}

	@Override
	public final <T> BlockedCall<T> inThread(Callable<T> work) {
		BlockedCall<T> waiter = new BlockedCall<>(work);
		this.waiters.add(waiter);
		return waiter;
	}

}
