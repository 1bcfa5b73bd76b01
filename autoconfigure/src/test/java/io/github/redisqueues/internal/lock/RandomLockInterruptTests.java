package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.RandomInterrupts;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls of locks on threads that are interrupted at random moments. Each ends soon, no
 * interrupt is swallowed, and no lock stays behind.
 */
@Timeout(300)
class RandomLockInterruptTests {

	private static final int ROUNDS = 40;

	private static final LockOptions WAITING = LockOptions.defaults().waitTime(Duration.ofMinutes(2));

	private final long seed = Long.getLong("interrupts.seed", ThreadLocalRandom.current().nextLong());

	private final RandomInterrupts interrupts = new RandomInterrupts(this.seed);

	private final RedisTestServer server = RedisTestServer.start();

	private final TestLocks locks = new TestLocks(this.server);

	private final TestLocks others = new TestLocks(this.server);

	private final String name = TestLocks.newName();

	@AfterEach
	void stop() {
		this.locks.close();
		this.others.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void leaveNothingBehind(KindOfLock kind) {
		NamedLock lock = this.locks.lock(kind, this.name);
		lock.acquire().close();
		for (int round = 0; round < ROUNDS; round++) {
			call("tryAcquire", lock::tryAcquire).flatMap((hold) -> hold).ifPresent(this::release);
			call("tryAcquire that waits", () -> lock.tryAcquire(WAITING)).flatMap((hold) -> hold)
				.ifPresent(this::release);
			call("acquire", lock::acquire).ifPresent(this::release);
			call("execute", () -> lock.execute(() -> true));
		}
		assertIsFree(kind);
	}

	@ParameterizedTest
	@EnumSource
	void endSoonWhileTheyWaitInVain(KindOfLock kind) {
		NamedLock lock = this.locks.lock(kind, this.name);
		List<LockHandle> held = kind.fill(this.others.locks(), this.name, LockOptions.defaults());
		for (int round = 0; round < ROUNDS; round++) {
			assertThat(call("tryAcquire that waits", () -> lock.tryAcquire(WAITING)).flatMap((hold) -> hold)).isEmpty();
			assertThat(call("acquire", () -> lock.acquire(WAITING))).isEmpty();
		}
		held.forEach(LockHandle::close);
		assertIsFree(kind);
	}

	@Test
	void theViewIsLockedOrThrows() {
		Lock lock = this.locks.locks().asLock(this.name);
		for (int round = 0; round < ROUNDS; round++) {
			callInterruptibly("lock", () -> {
				lock.lock();
				return unlock(lock);
			});
			callInterruptibly("lockInterruptibly", () -> {
				lock.lockInterruptibly();
				return unlock(lock);
			});
			call("tryLock", () -> lock.tryLock() ? unlock(lock) : null);
			callInterruptibly("timed tryLock", () -> lock.tryLock(1, TimeUnit.HOURS) ? unlock(lock) : null);
		}
		assertIsFree(KindOfLock.values()[0]);
		try (LockHandle hold = this.others.locks().acquire(this.name)) {
			for (int round = 0; round < ROUNDS; round++) {
				assertThat(callInterruptibly("lockInterruptibly", () -> {
					lock.lockInterruptibly();
					return true;
				})).isEmpty();
				assertThat(callInterruptibly("timed tryLock", () -> lock.tryLock(1, TimeUnit.HOURS))).isEmpty();
			}
		}
		assertIsFree(KindOfLock.values()[0]);
	}

	private static boolean unlock(Lock lock) {
		lock.unlock();
		return true;
	}

	private void release(LockHandle hold) {
		assertThat(call("release", hold::release)).contains(true);
	}

	private <T> Optional<T> call(String what, Callable<T> call) {
		return this.interrupts.call(what + " of seed " + this.seed, call, RedisCallFailedException.class,
				LockUnavailableException.class);
	}

	/**
	 * Makes a call that may throw nothing but an {@link InterruptedException}.
	 */
	private <T> Optional<T> callInterruptibly(String what, Callable<T> call) {
		return this.interrupts.call(what + " of seed " + this.seed, call, InterruptedException.class);
	}

	private void assertIsFree(KindOfLock kind) {
		await().untilAsserted(() -> {
			assertThat(this.others.lock(kind, this.name).holders()).as("of seed %s", this.seed).isEmpty();
			Optional<LockHandle> hold = this.others.lock(kind, this.name).tryAcquire();
			assertThat(hold).as("of seed %s", this.seed).isPresent();
			hold.get().close();
		});
	}

}
