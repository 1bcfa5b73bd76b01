package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Locks of different kinds under one name, and options that a kind does not know.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindsOfLocksTests {

	private LettuceConnectionFactory connectionFactory;

	private StoreDistributedLocks locks;

	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@BeforeAll
	void connect() {
		this.connectionFactory = redis().connectionFactory();
		this.locks = StoreDistributedLocks.inRedis(this.connectionFactory, LockContract.SETTINGS, (event) -> {
		});
	}

	@AfterAll
	void disconnect() {
		this.locks.close();
		this.connectionFactory.destroy();
	}

	/**
	 * Keys are other locks than the name.
	 */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "KEY", "KEYS" })
	void aNameInUseIsRefusedToTheOtherKinds(KindOfLock kind) {
		String name = "kinds-" + UUID.randomUUID();
		List<LockHandle> holds = kind.fill(this.locks, name, LockFixture.AT_ONCE);
		otherKinds(kind).forEach((other) -> {
			NamedLock lock = other.of(this.locks, name);
			assertThatIllegalStateException().as(other.name())
				.isThrownBy(lock::tryAcquire)
				.withMessageContaining(name)
				.isNotInstanceOf(LockUnavailableException.class);
			assertThatIllegalStateException().as(other.name())
				.isThrownBy(() -> lock.acquire(LockFixture.WAIT_LONG))
				.isNotInstanceOf(LockUnavailableException.class);
		});
		assertThat(holds).allSatisfy((handle) -> {
			assertThat(handle.isHeld()).isTrue();
			assertThat(handle.extend(Duration.ofSeconds(20))).isTrue();
			assertThat(handle.release()).isTrue();
		});
		LockKeys keys = new LockKeys(redis(), LockContract.NAMESPACE, name);
		keys.checkNothingIsLeftOfWaiters();
		keys.remove();
	}

	private static Stream<KindOfLock> otherKinds(KindOfLock kind) {
		return Stream.of(KindOfLock.MUTEX, KindOfLock.WRITE, KindOfLock.READ, KindOfLock.SEMAPHORE)
			.filter((other) -> family(other) != family(kind));
	}

	private static KindOfLock family(KindOfLock kind) {
		return switch (kind) {
			case MUTEX, FAIR, KEY, KEYS -> KindOfLock.MUTEX;
			case READ, WRITE -> KindOfLock.WRITE;
			case SEMAPHORE, BINARY_SEMAPHORE -> KindOfLock.SEMAPHORE;
		};
	}

	@ParameterizedTest
	@EnumSource(names = { "WRITE", "READ", "SEMAPHORE" })
	void theyAreAlwaysFairAndHaveNoKeys(KindOfLock kind) {
		NamedLock lock = kind.of(this.locks, "options-" + UUID.randomUUID());
		for (LockOptions options : List.of(LockFixture.AT_ONCE.keys("a"), LockFixture.AT_ONCE.fair(false))) {
			assertThatIllegalArgumentException().isThrownBy(() -> lock.acquire(options))
				.withMessageContaining(lock.name());
			assertThatIllegalArgumentException().isThrownBy(() -> lock.tryAcquire(options));
			assertThatIllegalArgumentException().isThrownBy(() -> lock.execute(options, () -> null));
		}
		assertThat(lock.acquire(LockFixture.AT_ONCE.fair(true)).release()).isTrue();
		new LockKeys(redis(), LockContract.NAMESPACE, lock.name()).remove();
	}

	@ParameterizedTest
	@EnumSource
	void namesOfOneKindAreNotInEachOthersWay(KindOfLock kind) {
		List<LockHandle> all = new ArrayList<>();
		List<String> names = List.of("a" + UUID.randomUUID(), "b" + UUID.randomUUID());
		names.forEach((name) -> all.addAll(kind.fill(this.locks, name, LockFixture.AT_ONCE)));
		assertThat(all).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
		names.forEach((name) -> new LockKeys(redis(), LockContract.NAMESPACE, name).remove());
	}

}
