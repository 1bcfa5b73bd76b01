package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ten thousand holds of one process.
 */
@Timeout(60)
class RenewalLoadTests {

	private static final int HOLDS = 10_000;

	private static final Duration LEASE = Duration.ofSeconds(3);

	@Test
	void tenThousandHoldsAreRenewedInBatchesByOneThread() {
		try (RedisTestServer server = RedisTestServer.start();
				TestLocks process = new TestLocks(server, server.connectionFactory(), LEASE)) {
			process.locks().acquire("first");
			Awaitility.await().until(() -> renewalThreads() == 1);
			int threads = Thread.activeCount();
			List<LockHandle> holds = new ArrayList<>();
			for (int i = 0; i < HOLDS; i++) {
				holds.add(process.locks().acquire("name" + i));
			}
			assertThat(Thread.activeCount()).as("threads").isLessThan(threads + 100);
			long before = scripts(server);
			Instant start = server.serverTime();
			Instant end = start.plus(LEASE.multipliedBy(2));
			int[] most = new int[1];
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
				most[0] = Math.max(most[0], Thread.activeCount());
				return server.serverTime().isAfter(end);
			});
			double perSecond = (scripts(server) - before) / (LEASE.toMillis() * 2 / 1000.0);
			assertThat(most[0]).as("threads").isLessThan(threads + 100);
			assertThat(holds).allMatch(LockHandle::isHeld);
			assertThat(process.lost()).isEmpty();
			assertThat(server.connection().number("DBSIZE")).isEqualTo(HOLDS + 1);
			// One request each would be 10,000 a second
			assertThat(perSecond).as("scripts a second").isBetween(5.0, 200.0);
			assertThat(process.locks().inspect("name5000").orElseThrow().leaseUntil()).isAfter(server.serverTime());
			assertThat(holds.get(5_000).release()).isTrue();
			assertThat(renewalThreads()).isEqualTo(1);
		}
	}

	private static long renewalThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().contains("renewal") && thread.isAlive())
			.count();
	}

	private static long scripts(RedisTestServer server) {
		CommandStats stats = CommandStats.of(server.connection());
		return stats.calls("evalsha") + stats.calls("eval");
	}

}
