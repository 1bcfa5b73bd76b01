package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.lock.contract.KindOfLock;
import io.github.redisqueues.internal.lock.contract.LockFixture;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.Moments;
import io.github.redisqueues.testing.MonitoredCommands;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every time in Redis is the server's: no command may carry a moment of the client's
 * clock, which may be wrong.
 */
class LockClockTests {

	private static RedisTestServer server;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void noCommandCarriesAMomentOfTheClientsClock(KindOfLock kind) throws Exception {
		String name = TestLocks.newName();
		try (TestLocks one = new TestLocks(server);
				TestLocks two = new TestLocks(server);
				MonitoredCommands monitored = new MonitoredCommands(server)) {
			useEverything(kind, one, two, name);
			List<List<byte[]>> commands = monitored.read();
			assertThat(commands).hasSizeGreaterThan(15);
			assertThat(commands.stream().flatMap(List::stream).flatMap(Moments::in))
				.as("moments in the arguments of commands")
				.isEmpty();
		}
	}

	private static void useEverything(KindOfLock kind, TestLocks one, TestLocks two, String name) {
		NamedLock lock = one.lock(kind, name);
		List<LockHandle> holds = kind.fill(one.locks(), name, LockFixture.RENEWED.leaseTime(Duration.ofMillis(1_500)));
		assertThat(two.lock(kind, name).tryAcquire()).isEmpty();
		assertThat(two.lock(kind, name).tryAcquire(LockFixture.AT_ONCE.waitTime(Duration.ofMillis(20)))).isEmpty();
		BlockedCall<LockHandle> here = waiting(one, kind, name);
		BlockedCall<LockHandle> there = waiting(two, kind, name);
		Awaitility.await()
			.until(() -> lock.holders().get(0).leaseUntil().isAfter(lock.holders().get(0).since().plusMillis(1_600)));
		holds.get(0).extend(Duration.ofSeconds(20));
		holds.forEach(LockHandle::release);
		(kind.isExclusive() ? List.of(here, there) : List.of(there, here))
			.forEach((waiter) -> waiter.within(Duration.ofSeconds(8)).release());
		lock.acquire(LockFixture.WAIT_LONG).releaseAfter(Duration.ofSeconds(5));
		lock.holders();
		assertThat(lock.forceRelease()).isTrue();
	}

	private static BlockedCall<LockHandle> waiting(TestLocks process, KindOfLock kind, String name) {
		return new BlockedCall<>(() -> {
			LockHandle handle = kind.of(process.locks(), name).acquire(LockFixture.WAIT_LONG);
			handle.release();
			return handle;
		}).awaitParked(process.keys(name)::isWaitedFor);
	}

}
