package io.github.redisqueues.internal.lock.contract;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Work under a lock.
 */
interface ExecutingContract extends LockFixture {

	@Test
	default void runsAnActionWhileHoldingTheLock() {
		NamedLock lock = lock();
		LockHandle[] held = new LockHandle[1];
		assertThat(LockHandle.current()).isEmpty();
		String result = lock.execute(AT_ONCE, () -> {
			held[0] = LockHandle.current().orElseThrow();
			assertThat(LockHandle.requireCurrent(lock.name())).isSameAs(held[0]);
			assertThat(LockHandle.allCurrent()).containsExactly(held[0]);
			assertThat(held[0].isHeld()).isTrue();
			assertThat(there(lock).holders()).isNotEmpty();
			assertThatIllegalStateException().isThrownBy(() -> LockHandle.requireCurrent("another"))
				.withMessageContaining("another");
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(lock.<Object>execute(AT_ONCE, () -> null)).isNull();
		assertThat(held[0].isHeld()).isFalse();
		assertThat(lock.holders()).isEmpty();
		assertThat(LockHandle.current()).isEmpty();
	}

	@Test
	default void runsActionsWithAndWithoutAResult() {
		NamedLock lock = lock();
		AtomicInteger ran = new AtomicInteger();
		Runnable runnable = ran::incrementAndGet;
		lock.execute(() -> {
			assertThat(LockHandle.requireCurrent(lock.name()).isHeld()).isTrue();
			ran.incrementAndGet();
		});
		lock.execute(AT_ONCE, () -> {
			assertThat(LockHandle.requireCurrent(lock.name()).isHeld()).isTrue();
			ran.incrementAndGet();
		});
		lock.execute(runnable);
		lock.execute(AT_ONCE, runnable);
		assertThat(ran).hasValue(4);
		int five = lock.execute(() -> 5);
		int six = lock.execute(AT_ONCE, () -> 6);
		assertThat(five + six).isEqualTo(11);
		assertThat(lock.execute(ran::incrementAndGet)).isEqualTo(5);
		String name = lock.name() + "-mutex";
		locks().execute(name, () -> {
			assertThat(locks().tryAcquire(name)).isEmpty();
			ran.incrementAndGet();
		});
		locks().execute(name, AT_ONCE, runnable);
		assertThat(ran).hasValue(7);
		int seven = locks().execute(name, () -> 7);
		assertThat(seven).isEqualTo(7);
		assertThat(lock.holders()).isEmpty();
		assertThat(locks().inspect(name)).isEmpty();
	}

	@Test
	default void runsNothingWithoutTheLock() {
		NamedLock lock = lock();
		List<LockHandle> holds = fill(lock);
		AtomicInteger run = new AtomicInteger();
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> there(lock).execute(AT_ONCE, run::incrementAndGet));
		assertThat(run).hasValue(0);
		holds.forEach(LockHandle::release);
	}

	@Test
	default void releasesWhateverTheActionThrows() {
		NamedLock lock = lock();
		IllegalStateException unchecked = new IllegalStateException("unchecked");
		assertThatIllegalStateException().isThrownBy(() -> lock.execute(AT_ONCE, () -> {
			throw unchecked;
		})).isSameAs(unchecked);
		assertThatExceptionOfType(UndeclaredThrowableException.class).isThrownBy(() -> lock.execute(AT_ONCE, () -> {
			throw new IOException("checked");
		})).withCauseInstanceOf(IOException.class);
		StackOverflowError error = new StackOverflowError("error");
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> lock.execute(AT_ONCE, () -> {
			throw error;
		})).isSameAs(error);
		assertThat(lock.holders()).isEmpty();
		assertThat(LockHandle.current()).isEmpty();
	}

	@Test
	default void aLockThatWasLostMeanwhileIsAnError() {
		NamedLock lock = lock();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lock.execute(BRIEF, () -> {
			awaitLoss();
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> LockHandle.requireCurrent(lock.name()));
			return "useless";
		})).satisfies((ex) -> assertThat(ex.name()).isEqualTo(lock.name()));
		assertThatIllegalArgumentException().as("the action's own")
			.isThrownBy(() -> lock.execute(BRIEF.waitTime(LONG), () -> {
				awaitLoss();
				throw new IllegalArgumentException("own");
			}))
			.withMessage("own")
			.satisfies(
					(ex) -> assertThat(ex.getSuppressed()).hasSize(1).hasOnlyElementsOfType(LockLostException.class));
	}

	@Test
	default void anActionMayReleaseByItself() {
		NamedLock lock = lock();
		assertThat(lock.<Boolean>execute(AT_ONCE, () -> LockHandle.current().orElseThrow().release())).isTrue();
		assertThat(lock.holders()).isEmpty();
	}

	@Test
	default void anotherThreadIsGivenAPartOfTheWork() throws Exception {
		NamedLock lock = lock();
		LockHandle handle = lock.acquire();
		assertThat(LockHandle.current()).as("who only acquired").isEmpty();
		assertThat(inThread(() -> LockHandle.current().isEmpty()).atOnce()).isTrue();
		assertThat(inThread(() -> handle.call(() -> LockHandle.requireCurrent(lock.name()))).atOnce()).isSameAs(handle);
		handle.release();
	}

	@Test
	default void worksUnderTwoLocks() {
		NamedLock outer = lock();
		NamedLock inner = lock();
		outer.execute(AT_ONCE, () -> inner.execute(AT_ONCE, () -> {
			assertThat(LockHandle.current().orElseThrow().name()).isEqualTo(inner.name());
			assertThat(LockHandle.requireCurrent(outer.name()).name()).isEqualTo(outer.name());
			assertThat(LockHandle.allCurrent()).extracting(LockHandle::name)
				.containsExactly(inner.name(), outer.name());
			return null;
		}));
		assertThat(LockHandle.allCurrent()).isEmpty();
	}

	private static void awaitLoss() {
		LockHandle handle = LockHandle.current().orElseThrow();
		Awaitility.await().pollInSameThread().pollInterval(Duration.ofMillis(5)).until(() -> !handle.isHeld());
	}

}
