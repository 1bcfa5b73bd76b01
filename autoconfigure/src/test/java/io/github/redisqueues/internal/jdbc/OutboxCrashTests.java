package io.github.redisqueues.internal.jdbc;

import java.time.Duration;
import java.util.UUID;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that what is committed takes effect once, on H2.
 */
@Timeout(600)
class OutboxCrashTests {

	@Test
	void whatIsCommittedTakesEffectOnce() throws Exception {
		long seed = Long.getLong("seed", System.nanoTime());
		System.out.println("seed " + seed);
		JdbcConnectionPool database = JdbcConnectionPool
			.create("jdbc:h2:mem:" + UUID.randomUUID() + ";LOCK_TIMEOUT=10000", "", "");
		try (RedisTestServer server = RedisTestServer.start()) {
			OutboxCrashTest.Report report = new OutboxCrashTest(server, database, "h2", seed)
				.run(TestScale.of(1_500, 20_000), Duration.ofMillis(250));
			System.out.println(report);
			assertThat(report.distinct()).as("lost").isEqualTo(report.committed());
			assertThat(report.effects()).as("twice").isEqualTo(report.distinct());
			assertThat(report.flushes()).isPositive();
		}
		finally {
			database.dispose();
		}
	}

}
