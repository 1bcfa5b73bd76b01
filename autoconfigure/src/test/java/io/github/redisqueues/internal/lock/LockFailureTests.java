package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.TransientDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that is down, stands still, comes back, or forgets.
 */
@Timeout(60)
class LockFailureTests {

	private static final LockOptions LONG = LockFixture.WAIT_LONG;

	private static final LockOptions SHORT = LONG.leaseTime(Duration.ofMillis(600));

	private final String name = TestLocks.newName();

	private RedisTestServer server;

	private TestLocks here;

	private TestLocks there;

	@BeforeEach
	void start() {
		this.server = RedisTestServer.start("--appendonly", "yes", "--appendfsync", "always");
		this.here = new TestLocks(this.server, this.server.connectionFactory(Duration.ofSeconds(2)));
		this.there = new TestLocks(this.server, this.server.connectionFactory(Duration.ofSeconds(2)));
	}

	@AfterEach
	void stop() {
		this.here.close();
		this.there.close();
		this.server.close();
	}

	@Test
	void saysAtOnceThatNothingWasDoneWhenRedisIsDown() {
		this.server.kill();
		long start = System.nanoTime();
		for (KindOfLock kind : KindOfLock.values()) {
			NamedLock lock = this.here.lock(kind, this.name);
			LockOptions atOnce = LockFixture.AT_ONCE;
			List<Runnable> calls = List.of(lock::tryAcquire, () -> lock.acquire(atOnce),
					() -> lock.execute(atOnce, () -> null), lock::holders, lock::forceRelease,
					() -> lock.acquire(atOnce.waitTime(Duration.ofMillis(50))));
			for (Runnable call : calls) {
				assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(call::run);
			}
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
		this.server.restart();
		assertThat(this.here.locks().acquire(this.name).release()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "READ", "SEMAPHORE" })
	void holdsAndWaitersOutliveARestart(KindOfLock kind) {
		List<LockHandle> holds = kind.fill(this.here.locks(), this.name, LONG.leaseTime(Duration.ofSeconds(4)));
		NamedLock lock = this.there.lock(kind, this.name);
		BlockedCall<LockHandle> waiter = new BlockedCall<>(() -> lock.acquire(LONG))
			.awaitParked(this.there.keys(this.name)::isWaitedFor);
		this.server.restart();
		// Renewed after the restart, or it would be over by then
		Awaitility.await()
			.ignoreExceptionsInstanceOf(TransientDataAccessException.class)
			.until(() -> this.there.lock(kind, this.name)
				.holders()
				.stream()
				.allMatch((info) -> info.leaseUntil().isAfter(info.since().plusSeconds(5))));
		assertThat(waiter.isDone()).isFalse();
		assertThat(holds).allSatisfy((handle) -> assertThat(handle.release()).isTrue());
		LockHandle next = waiter.within(Duration.ofSeconds(10));
		assertThat(next.token()).isGreaterThan(holds.get(holds.size() - 1).token());
		assertThat(next.release()).isTrue();
		assertThat(this.here.lost()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "WRITE" })
	void aHoldIsLostByItsOwnClockWhenRedisStaysDown(KindOfLock kind) throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		LockHandle handle = this.here.lock(kind, this.name).acquire(SHORT);
		handle.onLost(told::countDown);
		this.server.kill();
		long start = System.nanoTime();
		assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2_500));
		assertThat(handle.isHeld()).isFalse();
		assertThat(handle.release()).isFalse();
		assertThat(handle.extend(Duration.ofSeconds(1))).isFalse();
		this.server.restart();
		LockHandle next = acquireWhenBack(kind);
		assertThat(next.token()).isGreaterThan(handle.token());
		assertThat(next.release()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "FAIR", "SEMAPHORE" })
	void aHoldIsLostByItsOwnClockWhenRedisStandsStill(KindOfLock kind) throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		LockHandle handle = this.here.lock(kind, this.name).acquire(SHORT);
		handle.onLost(told::countDown);
		this.server.pause();
		long start = System.nanoTime();
		assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as("though Redis has not answered for longer")
			.isLessThan(Duration.ofMillis(2_500));
		assertThat(handle.isHeld()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(handle::assertHeld);
		this.server.unpause();
		assertThat(handle.release()).isFalse();
		LockHandle next = acquireWhenBack(kind);
		assertThat(next.token()).isGreaterThan(handle.token());
		assertThat(next.release()).isTrue();
		assertThat(this.here.lost()).hasSize(1);
	}

	@Test
	void whatWasAskedForWhileRedisStoodStillIsGivenBack() {
		NamedLock lock = this.here.lock(KindOfLock.MUTEX, this.name);
		lock.acquire(LONG).release();
		this.server.pause();
		assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(lock::tryAcquire);
		this.server.unpause();
		Awaitility.await()
			.ignoreExceptionsInstanceOf(TransientDataAccessException.class)
			.until(() -> this.there.lock(KindOfLock.MUTEX, this.name).tryAcquire().isPresent());
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "WRITE", "SEMAPHORE" })
	void aHoldIsLostWhenRedisHasForgottenIt(KindOfLock kind) throws InterruptedException {
		CountDownLatch told = new CountDownLatch(1);
		LockHandle handle = this.here.lock(kind, this.name).acquire(SHORT);
		handle.onLost(told::countDown);
		this.server.command("FLUSHALL");
		LockHandle next = this.there.lock(kind, this.name).tryAcquire().orElseThrow();
		assertThat(next.token()).as("though no token is remembered").isGreaterThan(handle.token());
		assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
		assertThat(handle.isHeld()).isFalse();
		assertThat(handle.release()).isFalse();
		assertThat(next.release()).isTrue();
	}

	/**
	 * Scripts are forgotten and connections killed all the time, while two processes
	 * work.
	 */
	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "WRITE", "BINARY_SEMAPHORE" })
	void nothingButTimeIsLostWhenScriptsAreForgottenAndClientsKilled(KindOfLock kind) {
		AtomicLong count = new AtomicLong();
		AtomicLong released = new AtomicLong();
		List<BlockedCall<Boolean>> workers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			NamedLock lock = ((i % 2 == 0) ? this.here : this.there).lock(kind, this.name);
			workers.add(new BlockedCall<>(() -> {
				for (int hold = 0; hold < 30; hold++) {
					LockHandle handle = acquired(lock);
					long before = count.get();
					handle.assertHeld();
					Thread.yield();
					count.set(before + 1);
					released.addAndGet(isReleased(handle) ? 1 : 0);
				}
				return true;
			}));
		}
		for (int fault = 0; workers.stream().anyMatch((worker) -> !worker.isDone()); fault++) {
			this.server.command("SCRIPT", "FLUSH");
			if (fault % 3 == 0) {
				this.server.command("CLIENT", "KILL", "TYPE", (fault % 2 == 0) ? "normal" : "pubsub");
			}
			long soon = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
			Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> System.nanoTime() > soon);
			assertThat(fault).as("faults until all was done").isLessThan(2_000);
		}
		workers.forEach((worker) -> assertThat(worker.atOnce()).isTrue());
		assertThat(count).hasValue(120);
		assertThat(released).hasValue(120);
		this.here.keys(this.name).checkNothingIsLeftOfWaiters();
	}

	/**
	 * A command that was under way when its connection was killed may fail, and says so.
	 */
	private static LockHandle acquired(NamedLock lock) {
		while (true) {
			try {
				return lock.acquire(LONG);
			}
			catch (TransientDataAccessException ex) {
				Thread.yield();
			}
		}
	}

	/**
	 * What could not be released is released in the background.
	 */
	private static boolean isReleased(LockHandle handle) {
		try {
			return handle.release();
		}
		catch (TransientDataAccessException ex) {
			return !handle.isHeld();
		}
	}

	private LockHandle acquireWhenBack(KindOfLock kind) {
		NamedLock lock = this.there.lock(kind, this.name);
		return Awaitility.await()
			.ignoreExceptionsInstanceOf(TransientDataAccessException.class)
			.until(lock::tryAcquire, (handle) -> handle.isPresent())
			.orElseThrow();
	}

}
