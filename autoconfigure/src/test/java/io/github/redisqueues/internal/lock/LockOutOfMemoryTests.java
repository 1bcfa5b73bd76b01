package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server without a byte left: no lock can be taken, and every one can be kept and given
 * back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class LockOutOfMemoryTests {

	private static final LockOptions LONG = LockFixture.WAIT_LONG;

	private RedisTestServer server;

	private TestLocks here;

	private TestLocks there;

	@BeforeAll
	void start() {
		this.server = RedisTestServer.start("--maxmemory-policy", "noeviction");
		this.here = new TestLocks(this.server);
		this.there = new TestLocks(this.server);
	}

	@AfterAll
	void stop() {
		this.here.close();
		this.there.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void refusesToTakeALockAndChangesNothing(KindOfLock kind) {
		String name = TestLocks.newName();
		NamedLock lock = this.here.lock(kind, name);
		withoutMemory(() -> {
			assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(lock::tryAcquire);
			assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(() -> lock.acquire(LONG));
			assertThat(lock.holders()).isEmpty();
			assertThat(lock.forceRelease()).isFalse();
		});
		assertThat(this.here.keys(name).parts()).isEmpty();
		assertThat(lock.acquire(LONG).release()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void keepsAndGivesBackWhatIsHeld(KindOfLock kind) {
		String name = TestLocks.newName();
		List<LockHandle> holds = kind.fill(this.here.locks(), name, LONG.leaseTime(Duration.ofMillis(900)));
		NamedLock lock = this.there.lock(kind, name);
		withoutMemory(() -> {
			Instant later = this.server.serverTime().plusMillis(1_000);
			Awaitility.await().until(() -> this.server.serverTime().isAfter(later));
			assertThat(holds).allSatisfy((handle) -> {
				assertThat(handle.isHeld()).as("renewed").isTrue();
				assertThat(handle.extend(Duration.ofSeconds(20))).as("extended").isTrue();
			});
			assertThat(lock.holders()).isNotEmpty();
			assertThat(holds.get(0).release()).isTrue();
			holds.stream().skip(1).forEach((handle) -> {
				assertThat(handle.releaseAfter(Duration.ofMillis(20))).isTrue();
			});
			Awaitility.await().until(() -> lock.holders().isEmpty());
		});
		assertThat(this.here.lost()).isEmpty();
		LockHandle next = lock.acquire(LONG);
		assertThat(next.token()).isGreaterThan(holds.get(0).token());
		assertThat(next.release()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void isTakenByForceAllTheSame(KindOfLock kind) {
		String name = TestLocks.newName();
		List<LockHandle> holds = kind.fill(this.here.locks(), name, LONG);
		withoutMemory(() -> {
			assertThat(this.there.lock(kind, name).forceRelease()).isTrue();
			assertThat(this.there.lock(kind, name).holders()).isEmpty();
		});
		LockHandle next = this.there.lock(kind, name).tryAcquire().orElseThrow();
		assertThat(next.token()).isGreaterThan(holds.get(0).token());
		assertThat(holds.get(0).release()).isFalse();
		assertThat(next.release()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "MUTEX", "KEY", "KEYS" })
	void handsOverToAThreadThatWaits(KindOfLock kind) {
		String name = TestLocks.newName();
		NamedLock lock = this.here.lock(kind, name);
		LockHandle handle = lock.acquire(LONG);
		BlockedCall<LockHandle> first = waiting(lock);
		withoutMemory(() -> {
			assertThat(handle.release()).isTrue();
			LockHandle next = first.atOnce();
			assertThat(next.token()).isGreaterThan(handle.token());
			assertThat(next.release()).isTrue();
		});
	}

	@ParameterizedTest
	@EnumSource
	void tellsThoseWhoWaitAndHoldsUpNobody(KindOfLock kind) {
		String name = TestLocks.newName();
		List<LockHandle> holds = kind.fill(this.here.locks(), name, LONG);
		BlockedCall<Boolean> elsewhere = new BlockedCall<>(() -> {
			try {
				return this.there.lock(kind, name).acquire(LONG).release();
			}
			catch (RedisNotExecutedException ex) {
				return true;
			}
		}).awaitParked(this.here.keys(name)::isWaitedFor);
		withoutMemory(() -> {
			holds.forEach((handle) -> assertThat(handle.release()).isTrue());
			assertThat(elsewhere.within(Duration.ofSeconds(8))).isTrue();
		});
		assertThat(this.here.lock(kind, name).acquire(LONG).release()).isTrue();
		this.here.keys(name).checkNothingIsLeftOfWaiters();
	}

	private BlockedCall<LockHandle> waiting(NamedLock lock) {
		return new BlockedCall<>(() -> lock.acquire(LONG)).awaitParked(this.here.keys(lock.name())::isWaitedFor);
	}

	private void withoutMemory(Runnable work) {
		this.server.command("CONFIG", "SET", "maxmemory", 1);
		try {
			work.run();
		}
		finally {
			this.server.command("CONFIG", "SET", "maxmemory", 0);
		}
	}

}
