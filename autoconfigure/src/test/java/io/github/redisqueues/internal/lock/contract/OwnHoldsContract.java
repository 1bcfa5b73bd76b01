package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * No thread waits for itself. The calls run in a thread of their own, so that one that
 * waits fails.
 */
interface OwnHoldsContract extends LockFixture {

	@Test
	default void aThreadThatWouldWaitForItselfIsToldAtOnce() {
		NamedLock lock = lock();
		Assumptions.assumeTrue(kind() != KindOfLock.READ, "a writer may read");
		inThread(() -> {
			List<LockHandle> holds = fill(lock);
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> lock.acquire(WAIT_LONG))
				.withMessageContaining(lock.name())
				.withMessageContaining("this thread itself");
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> lock.acquire(AT_ONCE))
				.withMessageContaining("this thread itself");
			assertThat(lock.tryAcquire(WAIT_LONG)).isEmpty();
			holds.forEach((handle) -> assertThat(handle.release()).isTrue());
			assertThat(lock.acquire(WAIT_LONG).release()).isTrue();
			return null;
		}).within(LONG.dividedBy(2));
	}

	@Test
	default void aThreadWaitsForAHoldOfItsOwnThatEndsByItself() {
		NamedLock lock = lock();
		inThread(() -> {
			fill(lock, BRIEF);
			assertThat(lock.acquire(WAIT_LONG).release()).isTrue();
			return null;
		}).within(LONG.dividedBy(2));
	}

	@Test
	default void aThreadWaitsForAHoldThatItGaveToAnother() {
		NamedLock lock = lock();
		Assumptions.assumeTrue(kind() != KindOfLock.READ, "a writer may read");
		LockHandle[] given = new LockHandle[1];
		BlockedCall<LockHandle> call = inThread(() -> {
			List<LockHandle> holds = fill(lock);
			for (LockHandle hold : holds) {
				new BlockedCall<>(() -> hold.call(() -> true)).atOnce();
			}
			given[0] = holds.get(0);
			holds.subList(1, holds.size()).forEach(LockHandle::close);
			holds.subList(1, holds.size()).forEach((closed) -> there(lock).acquire(AT_ONCE));
			return lock.acquire(WAIT_LONG);
		}).awaitParked(keys(lock)::isWaitedFor);
		assertThat(given[0].release()).isTrue();
		assertThat(call.atOnce().release()).isTrue();
		lock.forceRelease();
	}

	@Test
	default void anActionInsideAnotherSharesItsHold() {
		NamedLock lock = lock();
		Assumptions.assumeTrue(kind() != KindOfLock.SEMAPHORE && kind() != KindOfLock.BINARY_SEMAPHORE);
		inThread(() -> lock.<Boolean>execute(WAIT_LONG, () -> {
			LockHandle outer = LockHandle.current().orElseThrow();
			lock.execute(WAIT_LONG, () -> {
				assertThat(LockHandle.current().orElseThrow().token()).isEqualTo(outer.token());
			});
			assertThat(outer.isHeld()).isTrue();
			return true;
		})).within(LONG.dividedBy(2));
		assertThat(lock.holders()).isEmpty();
	}

	@Test
	default void anActionSharesAHoldThatItsThreadAcquired() {
		NamedLock lock = lock();
		Assumptions.assumeTrue(kind() != KindOfLock.SEMAPHORE && kind() != KindOfLock.BINARY_SEMAPHORE);
		inThread(() -> {
			try (LockHandle outer = lock.acquire()) {
				lock.execute(WAIT_LONG, () -> {
					assertThat(LockHandle.current().orElseThrow().token()).isEqualTo(outer.token());
				});
				assertThat(outer.isHeld()).isTrue();
			}
			return null;
		}).within(LONG.dividedBy(2));
		assertThat(lock.holders()).isEmpty();
	}

	@Test
	default void aHoldOfAnotherStoreOrNameIsNotShared() {
		NamedLock lock = lock();
		List<LockHandle> holds = fillThere(lock);
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> holds.get(0)
				.call(() -> lock.<Boolean>execute(LockOptions.defaults().waitTime(Duration.ofMillis(50)), () -> true)))
			.withMessageContaining("50 ms");
		holds.forEach(LockHandle::close);
	}

}
