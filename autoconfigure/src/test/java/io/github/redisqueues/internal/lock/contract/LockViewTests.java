package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract for the view that {@code java.util.concurrent} has of a lock.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class LockViewTests {

	private final List<BlockedCall<?>> waiters = new ArrayList<>();

	private LettuceConnectionFactory connectionFactory;

	private LettuceConnectionFactory otherConnectionFactory;

	private StoreDistributedLocks locks;

	private StoreDistributedLocks otherProcess;

	private String name;

	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@BeforeAll
	void connect() {
		this.connectionFactory = redis().connectionFactory();
		this.otherConnectionFactory = redis().connectionFactory();
		this.locks = StoreDistributedLocks.inRedis(this.connectionFactory, LockContract.SETTINGS, (event) -> {
		});
		this.otherProcess = StoreDistributedLocks.inRedis(this.otherConnectionFactory, LockContract.SETTINGS,
				(event) -> {
				});
	}

	@AfterAll
	void disconnect() {
		this.locks.close();
		this.otherProcess.close();
		this.connectionFactory.destroy();
		this.otherConnectionFactory.destroy();
	}

	@BeforeEach
	void nameIt() {
		this.name = "view-" + UUID.randomUUID();
	}

	@AfterEach
	void checkNothingIsLeft() {
		this.waiters.forEach(BlockedCall::interrupt);
		keys().checkNothingIsLeftOfWaiters();
		keys().remove();
	}

	private LockKeys keys() {
		return new LockKeys(redis(), LockContract.NAMESPACE, this.name);
	}

	private Lock view() {
		return this.locks.asLock(this.name);
	}

	private Lock there() {
		return this.otherProcess.asLock(this.name);
	}

	private <T> BlockedCall<T> inThread(Callable<T> work) {
		BlockedCall<T> waiter = new BlockedCall<>(work);
		this.waiters.add(waiter);
		return waiter;
	}

	private BlockedCall<Boolean> tryingElsewhere(Lock lock) {
		return inThread(() -> {
			boolean got = lock.tryLock();
			if (got) {
				lock.unlock();
			}
			return got;
		});
	}

	@Test
	void excludesOtherThreadsAndProcesses() {
		Lock lock = view();
		lock.lock();
		assertThat(tryingElsewhere(lock).atOnce()).isFalse();
		assertThat(there().tryLock()).isFalse();
		assertThat(this.otherProcess.tryAcquire(this.name)).as("it is the lock of that name").isEmpty();
		lock.unlock();
		assertThat(tryingElsewhere(there()).atOnce()).isTrue();
		assertThat(this.locks.inspect(this.name)).isEmpty();
	}

	@Test
	void isLockedAgainByItsThread() throws InterruptedException {
		Lock lock = view();
		Lock again = view();
		lock.lock();
		lock.lockInterruptibly();
		assertThat(again.tryLock()).as("through another view").isTrue();
		assertThat(lock.tryLock(1, TimeUnit.SECONDS)).isTrue();
		for (int i = 0; i < 3; i++) {
			again.unlock();
			assertThat(tryingElsewhere(lock).atOnce()).as("unlocked %d times of 4", i + 1).isFalse();
		}
		lock.unlock();
		assertThat(this.locks.inspect(this.name)).isEmpty();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
	}

	@Test
	void isUnlockedByItsThreadOnly() {
		Lock lock = view();
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
		lock.lock();
		assertThat(inThread(() -> {
			assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock);
			return "refused";
		}).atOnce()).isEqualTo("refused");
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(there()::unlock);
		assertThat(tryingElsewhere(lock).atOnce()).isFalse();
		lock.unlock();
	}

	@Test
	void waitsWithoutALimit() {
		Lock lock = view();
		lock.lock();
		BlockedCall<String> waiter = inThread(() -> {
			Lock there = there();
			there.lock();
			there.unlock();
			return "got it";
		}).awaitParked(keys()::isWaitedFor);
		// Longer than the default wait time
		Awaitility.await().during(Duration.ofMillis(300)).until(() -> !waiter.isDone());
		lock.unlock();
		assertThat(waiter.atOnce()).isEqualTo("got it");
	}

	@Test
	void lockIsNotInterrupted() {
		Lock lock = view();
		lock.lock();
		BlockedCall<Boolean> waiter = inThread(() -> {
			Lock there = there();
			there.lock();
			there.unlock();
			return Thread.currentThread().isInterrupted();
		}).awaitParked(keys()::isWaitedFor);
		waiter.interrupt();
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> !waiter.isDone());
		lock.unlock();
		assertThat(waiter.atOnce()).as("has the lock, and the flag tells").isTrue();
		assertThat(this.locks.inspect(this.name)).isEmpty();
	}

	@Test
	void lockInterruptiblyIs() {
		Lock lock = view();
		lock.lock();
		BlockedCall<Boolean> waiter = inThread(() -> {
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(there()::lockInterruptibly);
			return Thread.currentThread().isInterrupted();
		}).awaitParked(keys()::isWaitedFor);
		waiter.interrupt();
		assertThat(waiter.atOnce()).as("the exception takes the flag's place").isFalse();
		waiter = inThread(() -> {
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> there().tryLock(30, TimeUnit.SECONDS));
			return Thread.currentThread().isInterrupted();
		}).awaitParked(keys()::isWaitedFor);
		waiter.interrupt();
		assertThat(waiter.atOnce()).isFalse();
		assertThat(inThread(() -> {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(view()::lockInterruptibly);
			return Thread.currentThread().isInterrupted();
		}).atOnce()).isFalse();
		lock.unlock();
		assertThat(tryingElsewhere(there()).atOnce()).isTrue();
	}

	@Test
	void triesForAWhile() throws InterruptedException {
		Lock lock = view();
		lock.lock();
		assertThat(inThread(() -> {
			long start = System.nanoTime();
			boolean got = there().tryLock(100, TimeUnit.MILLISECONDS);
			return !got && System.nanoTime() - start >= 100_000_000;
		}).atOnce()).isTrue();
		assertThat(inThread(() -> there().tryLock(-1, TimeUnit.DAYS)).atOnce()).isFalse();
		BlockedCall<Boolean> waiter = inThread(() -> {
			Lock there = there();
			boolean got = there.tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
			there.unlock();
			return got;
		}).awaitParked(keys()::isWaitedFor);
		lock.unlock();
		assertThat(waiter.atOnce()).isTrue();
	}

	@Test
	void tellsWithTheUnlockThatItWasLost() {
		Lock lock = this.locks.asLock(this.name,
				LockOptions.defaults().leaseTime(Duration.ofMillis(60)).autoRenew(false));
		lock.lock();
		Awaitility.await().until(() -> this.otherProcess.inspect(this.name).isEmpty());
		assertThat(there().tryLock()).isTrue();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock)
			.satisfies((ex) -> assertThat(ex.name()).isEqualTo(this.name));
		assertThat(this.locks.inspect(this.name)).as("the other's").isPresent();
		assertThatExceptionOfType(IllegalMonitorStateException.class).as("it is over").isThrownBy(lock::unlock);
		there().unlock();
		lock.lock();
		lock.unlock();
	}

	@Test
	void aLostLockIsNotEnteredAgain() {
		Lock lock = this.locks.asLock(this.name,
				LockOptions.defaults().leaseTime(Duration.ofMillis(60)).autoRenew(false));
		lock.lock();
		Awaitility.await().until(() -> this.otherProcess.inspect(this.name).isEmpty());
		assertThat(there().tryLock()).isTrue();
		// The thread believes that it has the lock, and must not be told that it has
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::tryLock);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock);
		there().unlock();
	}

	@Test
	void guardsOneKey() {
		Lock lock = this.locks.asLock(this.name, LockOptions.defaults().keys("a"));
		lock.lock();
		assertThat(this.otherProcess.inspect(this.name, "a")).isPresent();
		assertThat(tryingElsewhere(this.locks.asLock(this.name, LockOptions.defaults().keys("a"))).atOnce()).isFalse();
		assertThat(tryingElsewhere(this.locks.asLock(this.name, LockOptions.defaults().keys("b"))).atOnce()).isTrue();
		Lock whole = view();
		assertThat(whole.tryLock()).as("another lock, not a second entry").isTrue();
		whole.unlock();
		assertThat(this.otherProcess.inspect(this.name, "a")).isPresent();
		lock.unlock();
		assertThat(this.otherProcess.inspect(this.name, "a")).isEmpty();
	}

	@Test
	void refusesWhatItDoesNotKnow() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(view()::newCondition);
		assertThatIllegalArgumentException().isThrownBy(() -> this.locks.asLock(""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.locks.asLock("x".repeat(501)));
	}

	@Test
	void sharesWhatItsThreadHolds() {
		String name = "view-" + UUID.randomUUID();
		Lock view = this.locks.asLock(name);
		inThread(() -> this.locks.<Boolean>execute(name, () -> {
			view.lock();
			view.lock();
			view.unlock();
			view.unlock();
			LockHandle.requireCurrent(name);
			return true;
		})).atOnce();
		inThread(() -> {
			LockHandle handle = this.locks.acquire(name);
			assertThat(view.tryLock()).isTrue();
			view.unlock();
			assertThat(handle.release()).isTrue();
			view.lock();
			assertThat(this.locks.<Boolean>execute(name, () -> true)).isTrue();
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(() -> this.locks.acquire(name))
				.withMessageContaining("this thread itself");
			view.unlock();
			return null;
		}).atOnce();
		assertThat(this.locks.inspect(name)).isEmpty();
	}

	@Test
	void tellsWhoWouldWaitForItself() {
		String name = "view-" + UUID.randomUUID();
		inThread(() -> {
			LockHandle handle = this.locks.acquire(name, LockOptions.defaults().keys("a"));
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> this.locks.asLock(name, LockOptions.defaults().keys("a", "b")).lock())
				.withMessageContaining("this thread itself");
			assertThat(handle.release()).isTrue();
			return null;
		}).atOnce();
	}

}
