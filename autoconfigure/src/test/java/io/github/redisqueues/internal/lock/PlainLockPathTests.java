package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a lock costs: each script and each command that it runs, counted.
 */
@Timeout(60)
class PlainLockPathTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final TestLocks first = new TestLocks(this.server);

	private final TestLocks second = new TestLocks(this.server);

	@AfterEach
	void stop() {
		this.second.close();
		this.first.close();
		this.server.close();
	}

	private Map<String, Long> commandsOf(Runnable operation) {
		Map<String, Long> before = CommandStats.of(this.server.connection()).calls();
		operation.run();
		return CommandStats.of(this.server.connection())
			.calls()
			.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals("info"))
			.filter((entry) -> entry.getValue() > before.getOrDefault(entry.getKey(), 0L))
			.collect(Collectors.toMap(Map.Entry::getKey,
					(entry) -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L)));
	}

	@Test
	void aFreeLockTakesOneScriptEachToAcquireAndToRelease() {
		for (int round = 0; round < 2; round++) {
			acquire(this.first, LockOptions.defaults()).release();
		}
		assertThat(commandsOf(() -> acquire(this.first, LockOptions.defaults()).release())).isEqualTo(
				Map.of("evalsha", 2L, "time", 1L, "get", 2L, "pttl", 1L, "set", 1L, "exists", 1L, "pexpire", 1L));
		LockOptions waiting = LockOptions.defaults().waitTime(Duration.ofSeconds(10));
		assertThat(commandsOf(() -> acquire(this.first, waiting).release())).isEqualTo(
				Map.of("evalsha", 2L, "time", 1L, "get", 2L, "pttl", 1L, "set", 1L, "exists", 1L, "pexpire", 1L));
	}

	@Test
	void aLockForWhichAnotherProcessWaitsTakesOneScriptToReleaseAndOneToTakeOver() {
		LockOptions waiting = LockOptions.defaults().waitTime(Duration.ofSeconds(30));
		for (int round = 0; round < 3; round++) {
			LockHandle held = acquire(this.first, waiting);
			BlockedCall<LockHandle> waiter = new BlockedCall<>(() -> acquire(this.second, waiting));
			waiter.awaitParked(() -> this.first.keys("plain").isWaitedFor());
			boolean isCounted = round == 2;
			Map<String, Long> commands = commandsOf(() -> {
				assertThat(held.release()).isTrue();
				assertThat(waiter.atOnce().release()).isTrue();
			});
			if (isCounted) {
				assertThat(commands).as("release, take over and release").containsEntry("evalsha", 3L);
				assertThat(commands).containsEntry("publish", 1L);
			}
		}
	}

	private static LockHandle acquire(TestLocks locks, LockOptions options) {
		return locks.locks().tryAcquire("plain", options).orElseThrow();
	}

}
