package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Arguments that a lock refuses before it asks Redis, which is the same on each topology.
 */
class LockRefusalTests extends RedisLockFixture {

	LockRefusalTests() {
		super(KindOfLock.MUTEX);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesWhatMakesNoSense() {
		NamedLock lock = lock();
		assertThatNullPointerException().isThrownBy(() -> lock.tryAcquire(null));
		assertThatNullPointerException().isThrownBy(() -> lock.acquire(null));
		LockOptions tooShort = AT_ONCE.leaseTime(Duration.ofMillis(299)).autoRenew(true);
		assertThatIllegalArgumentException().isThrownBy(() -> lock.tryAcquire(tooShort)).withMessageContaining("300ms");
		assertThatIllegalArgumentException().as("renewed by default")
			.isThrownBy(() -> lock.acquire(AT_ONCE.leaseTime(Duration.ofMillis(299))))
			.withMessageContaining("renewed automatically");
		assertThat(lock.holders()).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesALeaseThatIsOutOfBounds() {
		NamedLock lock = lock();
		LockHandle handle = lock.acquire(AT_ONCE.leaseTime(Duration.ofSeconds(5)).autoRenew(false));
		for (Duration bad : List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(9), Duration.ofDays(10_001),
				Duration.ofSeconds(Long.MAX_VALUE))) {
			assertThatIllegalArgumentException().isThrownBy(() -> handle.extend(bad));
		}
		assertThatNullPointerException().isThrownBy(() -> handle.extend(null));
		assertThat(handle.extend(Duration.ofMillis(299))).isTrue();
		handle.release();
		LockHandle renewed = lock.acquire(AT_ONCE);
		assertThatIllegalArgumentException().isThrownBy(() -> renewed.extend(Duration.ofMillis(299)));
		assertThat(renewed.release()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	@SuppressWarnings("NullAway")
	void refusesNamesThatAreEmptyOrTooLongOrHalfACharacter(KindOfLock kind) {
		for (String name : List.of("", "x".repeat(501), "x".repeat(64 * 1024), "a\ud83e", "\udd23b")) {
			assertThatIllegalArgumentException().isThrownBy(() -> kind.of(locks(), name).tryAcquire())
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
		}
		assertThatNullPointerException().isThrownBy(() -> kind.of(locks(), null).tryAcquire());
	}

}
