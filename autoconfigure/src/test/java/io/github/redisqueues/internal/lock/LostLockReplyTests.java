package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockInfo;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection that breaks before a request, after it was executed, or in the middle of
 * its reply. Lettuce then connects again and repeats what was not answered, so each
 * script may run twice.
 */
@Timeout(60)
class LostLockReplyTests {

	private static final String SCRIPT = "EVALSHA";

	private static final LockOptions LONG = LockFixture.WAIT_LONG;

	private static final List<Consumer<FaultyProxy>> CUTS = List.of((proxy) -> proxy.cutBefore(SCRIPT),
			(proxy) -> proxy.cutAfter(SCRIPT), (proxy) -> proxy.cutInside(SCRIPT, 1),
			(proxy) -> proxy.cutInside(SCRIPT, 9));

	private final RedisTestServer server = RedisTestServer.shared();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final String name = TestLocks.newName();

	private TestLocks plain;

	private TestLocks faulty;

	@BeforeEach
	void connect() {
		this.plain = new TestLocks(this.server);
		this.faulty = throughProxy(Duration.ofSeconds(10));
	}

	@AfterEach
	void disconnect() {
		this.faulty.close();
		this.plain.close();
		this.proxy.close();
		this.plain.keys(this.name).remove();
	}

	private TestLocks throughProxy(Duration timeout) {
		return new TestLocks(this.server,
				this.server.connectionFactory(timeout, (configuration) -> configuration.setPort(this.proxy.port())));
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "SEMAPHORE" })
	void nothingIsDoneTwiceOrHalfThoughTheConnectionIsCut(KindOfLock kind) {
		NamedLock lock = warm(kind);
		NamedLock there = this.plain.lock(kind, this.name);
		long last = 0;
		for (Consumer<FaultyProxy> cut : CUTS) {
			cut.accept(this.proxy);
			LockHandle handle = lock.tryAcquire().orElseThrow();
			assertThat(handle.isHeld()).isTrue();
			assertThat(there.holders()).as("one hold").allSatisfy((info) -> {
				assertThat(info.token()).isEqualTo(handle.token());
			}).hasSize(Math.max(handle.keys().size(), 1));
			assertThat(handle.token()).isGreaterThan(last);
			last = handle.token();
			cut.accept(this.proxy);
			assertThat(handle.extend(Duration.ofMinutes(5))).isTrue();
			assertThat(there.holders().get(0).leaseUntil()).isAfter(this.server.serverTime().plusSeconds(200));
			cut.accept(this.proxy);
			assertThat(lock.holders().get(0).token()).isEqualTo(handle.token());
			cut.accept(this.proxy);
			assertThat(handle.release()).isTrue();
			assertThat(there.holders()).isEmpty();
			assertThat(handle.release()).isFalse();

			LockHandle left = lock.acquire(LONG);
			cut.accept(this.proxy);
			assertThat(left.releaseAfter(Duration.ofMinutes(1))).isTrue();
			assertThat(there.holders()).isNotEmpty();
			cut.accept(this.proxy);
			lock.forceRelease();
			assertThat(there.holders()).isEmpty();
		}
		assertThat(this.proxy.injected()).isEqualTo(6 * CUTS.size());
		this.plain.keys(this.name).checkNothingIsLeftOfWaiters();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "WRITE" })
	void aLockIsHandedOverOnceThoughTheConnectionIsCut(KindOfLock kind) {
		NamedLock lock = warm(kind);
		for (Consumer<FaultyProxy> cut : CUTS) {
			List<LockHandle> holds = new ArrayList<>(kind.fill(this.faulty.locks(), this.name, LONG));
			BlockedCall<LockHandle> waiter = waiting(lock);
			cut.accept(this.proxy);
			assertThat(holds.get(0).release()).isTrue();
			LockHandle next = waiter.within(Duration.ofSeconds(10));
			assertThat(next.token()).isGreaterThan(holds.get(0).token());
			assertThat(next.extend(Duration.ofMinutes(1))).isTrue();
			holds.remove(0);
			holds.add(next);
			assertThat(this.plain.lock(kind, this.name).holders().stream().map(LockInfo::token).distinct())
				.containsExactlyInAnyOrderElementsOf(holds.stream().map(LockHandle::token).toList());
			holds.forEach((handle) -> assertThat(handle.release()).isTrue());
		}
		assertThat(this.proxy.injected()).isEqualTo(CUTS.size());
		this.plain.keys(this.name).checkNothingIsLeftOfWaiters();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "READ", "SEMAPHORE" })
	void waitersGoOnThoughTheConnectionIsCut(KindOfLock kind) {
		NamedLock lock = warm(kind);
		List<LockHandle> holds = kind.fill(this.plain.locks(), this.name, LONG);
		List<BlockedCall<Boolean>> waiters = new ArrayList<>();
		for (Consumer<FaultyProxy> cut : CUTS) {
			cut.accept(this.proxy);
			waiters.add(new BlockedCall<>(() -> lock.acquire(LONG).release())
				.awaitParked(this.plain.keys(this.name)::isWaitedFor));
		}
		this.proxy.cutAll();
		this.proxy.heal();
		holds.forEach((handle) -> assertThat(handle.release()).isTrue());
		assertThat(waiters).allSatisfy((waiter) -> assertThat(waiter.within(Duration.ofSeconds(15))).isTrue());
		assertThat(lock.holders()).isEmpty();
		this.plain.keys(this.name).checkNothingIsLeftOfWaiters();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "SEMAPHORE" })
	void whatMayHaveBeenAcquiredIsGivenBackInTheBackground(KindOfLock kind) {
		try (TestLocks impatient = throughProxy(Duration.ofMillis(500))) {
			NamedLock lock = impatient.lock(kind, this.name);
			lock.holders();
			lock.acquire(LONG).release();
			this.proxy.refuse();
			this.proxy.cutAfter(SCRIPT);
			assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(lock::tryAcquire);
			assertThat(this.plain.lock(kind, this.name).holders()).as("acquired, and nobody knows").isNotEmpty();
			this.proxy.heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> this.plain.lock(kind, this.name).holders().isEmpty());
			LockHandle next = this.plain.lock(kind, this.name).acquire(LONG);
			assertThat(next.release()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "SEMAPHORE" })
	void whatCouldNotBeReleasedIsReleasedInTheBackground(KindOfLock kind) {
		try (TestLocks impatient = throughProxy(Duration.ofMillis(500))) {
			NamedLock lock = impatient.lock(kind, this.name);
			LockHandle handle = lock.acquire(LONG);
			LockHandle closed = kind.isExclusive() ? handle : lock.acquire(LONG);
			this.proxy.refuse();
			this.proxy.cutBefore(SCRIPT);
			assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(handle::release);
			assertThat(handle.isHeld()).as("it is over here in any case").isFalse();
			closed.close();
			this.proxy.heal();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> this.plain.lock(kind, this.name).holders().isEmpty());
			assertThat(impatient.lost()).isEmpty();
		}
	}

	/**
	 * When the release is repeated, the next one has the lock. The hold stood to its end,
	 * and nothing was lost.
	 */
	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEYS", "FAIR", "WRITE", "SEMAPHORE" })
	void aReleaseThatIsRepeatedTakesNothingFromTheNext(KindOfLock kind) {
		warm(kind);
		List<LockHandle> holds = kind.fill(this.faulty.locks(), this.name, LONG);
		BlockedCall<LockHandle> waiter = waiting(this.plain.lock(kind, this.name));
		this.proxy.cutAfter(SCRIPT);
		boolean released = holds.get(0).release();
		LockHandle next = waiter.atOnce();
		assertThat(next.extend(Duration.ofMinutes(1))).isTrue();
		assertThat(next.release()).isTrue();
		assertThat(released).as("released, not lost").isTrue();
		assertThat(this.faulty.lost()).isEmpty();
	}

	/**
	 * The first call of a process also brings its scripts to the server.
	 */
	private NamedLock warm(KindOfLock kind) {
		for (TestLocks process : List.of(this.plain, this.faulty)) {
			NamedLock lock = process.lock(kind, this.name);
			List<LockHandle> holds = kind.fill(process.locks(), this.name, LONG);
			holds.get(0).extend(Duration.ofSeconds(30));
			lock.holders();
			BlockedCall<LockHandle> waiter = new BlockedCall<>(() -> lock.acquire(LONG))
				.awaitParked(this.plain.keys(this.name)::isWaitedFor);
			holds.forEach(LockHandle::release);
			waiter.atOnce();
			lock.forceRelease();
		}
		return this.faulty.lock(kind, this.name);
	}

	private BlockedCall<LockHandle> waiting(NamedLock lock) {
		return new BlockedCall<>(() -> lock.acquire(LONG)).awaitParked(this.plain.keys(this.name)::isWaitedFor);
	}

}
