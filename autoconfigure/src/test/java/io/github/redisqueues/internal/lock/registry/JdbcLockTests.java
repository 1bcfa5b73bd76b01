package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Locks over Spring Integration's registry for JDBC, on a real database, with two
 * processes' worth of registries.
 */
class JdbcLockTests {

	private final EmbeddedDatabase database = JdbcLocks.database();

	private final JdbcLocks here = new JdbcLocks(this.database);

	private final JdbcLocks there = new JdbcLocks(this.database);

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
		this.database.shutdown();
	}

	@Test
	void oneHoldsTheLockAtATime() {
		LockHandle held = this.here.locks.tryAcquire("stock").orElseThrow();
		assertThat(held.isHeld()).isTrue();
		assertThat(held.name()).isEqualTo("stock");
		assertThat(held.keys()).isEmpty();
		assertThat(this.there.locks.tryAcquire("stock")).isEmpty();
		assertThat(this.there.locks.tryAcquire("other")).isPresent();
		assertThat(held.release()).isTrue();
		assertThat(held.release()).isFalse();
		assertThat(held.isHeld()).isFalse();
		assertThat(this.there.locks.tryAcquire("stock")).isPresent();
	}

	@Test
	void theSameThreadDoesNotGetItTwice() {
		LockHandle held = this.here.locks.acquire("stock");
		assertThat(this.here.locks.tryAcquire("stock")).isEmpty();
		held.release();
		assertThat(this.here.locks.tryAcquire("stock")).isPresent();
	}

	@Test
	void anyThreadMayReleaseExtendAndWorkUnderIt() {
		LockHandle held = this.here.locks.acquire("stock");
		CompletableFuture.runAsync(() -> {
			assertThat(held.isHeld()).isTrue();
			assertThat(held.extend(Duration.ofMinutes(1))).isTrue();
			assertThat(held.remaining()).isGreaterThan(Duration.ofSeconds(50));
			assertThat(held.release()).isTrue();
		}, (task) -> new Thread(task).start()).join();
		assertThat(this.there.locks.tryAcquire("stock")).isPresent();
	}

	@Test
	void waitsUntilItComesFree() throws Exception {
		LockHandle held = this.here.locks.acquire("stock");
		CompletableFuture<LockHandle> waiter = CompletableFuture.supplyAsync(
				() -> this.there.locks.acquire("stock", wait(Duration.ofSeconds(20))),
				(task) -> new Thread(task).start());
		assertThat(this.there.locks.tryAcquire("stock", wait(Duration.ofMillis(150)))).isEmpty();
		assertThat(waiter).isNotDone();
		held.release();
		assertThat(waiter.get(10, TimeUnit.SECONDS).isHeld()).isTrue();
	}

	@Test
	void givesUpWhenTheWaitIsOver() {
		this.here.locks.acquire("stock");
		assertThatExceptionOfType(LockUnavailableException.class)
			.isThrownBy(() -> this.there.locks.acquire("stock", wait(Duration.ofMillis(200))))
			.withMessageContaining("'stock'");
	}

	@Test
	void whoIsInterruptedLeavesAtOnceAndLeavesNothingBehind() throws Exception {
		LockHandle held = this.here.locks.acquire("stock");
		AtomicBoolean flag = new AtomicBoolean();
		CompletableFuture<Optional<LockHandle>> answer = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			answer.complete(this.there.locks.tryAcquire("stock", wait(Duration.ofSeconds(20))));
			flag.set(Thread.currentThread().isInterrupted());
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		thread.interrupt();
		assertThat(answer.get(5, TimeUnit.SECONDS)).isEmpty();
		thread.join();
		assertThat(flag).isTrue();
		held.release();
		assertThat(this.here.locks.tryAcquire("stock", wait(Duration.ofSeconds(5)))).isPresent();
	}

	@Test
	void whoWaitsFailsWhenTheLocksAreClosed() {
		this.here.locks.acquire("stock");
		BlockedCall<Throwable> waiter = new BlockedCall<>(
				() -> catchThrowable(() -> this.there.locks.tryAcquire("stock", wait(Duration.ofSeconds(20)))));
		Awaitility.await().until(() -> carriers() == 2);
		this.there.locks.stop();
		assertThat(this.there.locks.tryAcquire("other")).as("its connection does not stop").isPresent();
		assertThat(waiter.isDone()).isFalse();
		this.there.locks.close();
		assertThat(waiter.atOnce()).isInstanceOf(ApplicationContextClosedException.class);
		assertThatExceptionOfType(ApplicationContextClosedException.class)
			.isThrownBy(() -> this.there.locks.tryAcquire("another"));
	}

	@Test
	void keysExcludeEachOtherOneByOne() {
		LockHandle held = this.here.locks.acquire("stock", LockOptions.defaults().keys("b", "a"));
		assertThat(held.keys()).containsExactly("a", "b");
		assertThat(this.there.locks.tryAcquire("stock", now("b"))).isEmpty();
		assertThat(this.there.locks.tryAcquire("stock", now("c"))).isPresent();
		assertThat(this.there.locks.tryAcquire("stock")).isPresent();
	}

	@Test
	void severalKeysAreTakenAllOrNone() {
		LockHandle held = this.here.locks.acquire("stock", LockOptions.defaults().keys("b"));
		assertThat(this.there.locks.tryAcquire("stock", now("a", "b", "c"))).isEmpty();
		assertThat(this.here.locks.tryAcquire("stock", now("a", "c"))).map(LockHandle::release).contains(true);
		assertThat(JdbcLocks.rows(this.database)).isEqualTo(1);
		held.release();
		assertThat(this.there.locks.tryAcquire("stock", now("a", "b", "c"))).isPresent();
		assertThat(JdbcLocks.rows(this.database)).isEqualTo(3);
	}

	@Test
	void namesAndKeysCannotBeMistakenForEachOther() {
		this.here.locks.acquire("a", LockOptions.defaults().keys("b:c"));
		assertThat(this.there.locks.tryAcquire("a:b", now("c"))).isPresent();
		assertThat(this.there.locks.tryAcquire("a:b:c")).isPresent();
	}

	@Test
	void executeReleasesAfterTheTransactionOfTheCaller() {
		TransactionTemplate transaction = new TransactionTemplate(new DataSourceTransactionManager(this.database));
		transaction.executeWithoutResult((status) -> {
			this.here.locks.execute("stock", LockOptions.defaults(), () -> "done");
			assertThat(this.there.locks.tryAcquire("stock")).isEmpty();
		});
		assertThat(this.there.locks.tryAcquire("stock")).isPresent();
	}

	@Test
	void aLockOfTheJdkIsReentrant() throws Exception {
		Lock lock = this.here.locks.asLock("stock");
		lock.lock();
		assertThat(this.here.locks.asLock("stock").tryLock()).isTrue();
		lock.unlock();
		assertThat(this.there.locks.asLock("stock").tryLock(10, TimeUnit.MILLISECONDS)).isFalse();
		lock.unlock();
		assertThat(this.there.locks.asLock("stock").tryLock()).isTrue();
	}

	@Test
	void whatTheStoreDoesNotHaveIsRefusedWithAReason() {
		DistributedLocks locks = this.here.locks;
		LockHandle held = locks.acquire("stock");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(held::token)
			.withMessageContaining("fencing token");
		List<Callable<?>> refused = List.of(() -> locks.acquire("x", LockOptions.defaults().fair(true)),
				() -> locks.inspect("x"), () -> locks.inspect("x", "k"), () -> locks.forceRelease("x"),
				() -> locks.forceRelease("x", "k"), () -> locks.readWriteLock("x"), () -> locks.semaphore("x", 2));
		for (Callable<?> call : refused) {
			assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(call::call)
				.withMessageContaining("'x'")
				.withMessageContaining("JdbcLockRegistry")
				.withMessageContaining("queues.lock.store=redis");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> locks.tryAcquire(""));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> locks.tryAcquire("x", LockOptions.defaults().leaseTime(Duration.ofMillis(100))));
	}

	@Test
	void aThreadIsThereOnlyWhileALockIsWantedOrHeld() {
		LockHandle held = this.here.locks.acquire("stock");
		this.there.locks.tryAcquire("stock");
		Awaitility.await().until(() -> carriers() == 1);
		held.release();
		Awaitility.await().until(() -> carriers() == 0);
	}

	@Test
	void manyThreadsOfTwoProcessesNeverOverlap() throws Exception {
		LockSettings settings = LockSettings.defaults();
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger holds = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try (JdbcLocks third = new JdbcLocks(this.database, settings)) {
			List<Future<?>> all = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				DistributedLocks locks = List.of(this.here, this.there, third).get(i % 3).locks;
				all.add(threads.submit(() -> {
					for (int n = 0; n < 10; n++) {
						locks.execute("hot", wait(Duration.ofMinutes(1)), () -> {
							assertThat(inside.incrementAndGet()).isEqualTo(1);
							Thread.onSpinWait();
							inside.decrementAndGet();
							return holds.incrementAndGet();
						});
					}
				}));
			}
			for (Future<?> one : all) {
				one.get(2, TimeUnit.MINUTES);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(holds).hasValue(80);
		assertThat(JdbcLocks.rows(this.database)).isZero();
	}

	private static LockOptions wait(Duration wait) {
		return LockOptions.defaults().waitTime(wait);
	}

	private static LockOptions now(String... keys) {
		return wait(Duration.ZERO).keys(keys);
	}

	private static long carriers() {
		return JdbcLocks.carriers();
	}

}
