package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

class RedisTestServerTests {

	@Test
	void keepsPortAndDataOverARestartWithAppendOnlyFile() {
		try (RedisTestServer server = RedisTestServer.start("--appendonly", "yes", "--appendfsync", "always")) {
			server.command("SET", "a", new byte[] { 0, -1 });
			server.restart();
			assertThat((byte[]) server.command("GET", "a")).containsExactly(0, -1);
		}
	}

	@Test
	void answersNothingWhilePaused() throws Exception {
		try (RedisTestServer server = RedisTestServer.start()) {
			server.pause();
			CompletableFuture<String> pong = CompletableFuture.supplyAsync(() -> server.connection().text("PING"),
					(task) -> new Thread(task).start());
			assertThat(pong).isNotDone();
			server.unpause();
			assertThat(pong.get(5, TimeUnit.SECONDS)).isEqualTo("PONG");
		}
	}

	@Test
	void connectsAndTellsTheTime() {
		RedisTestServer server = RedisTestServer.shared();
		LettuceConnectionFactory factory = server.connectionFactory();
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(connection.ping()).isEqualTo("PONG");
		}
		assertThat(server.serverTime()).isAfter("2024-01-01T00:00:00Z");
	}

	@Test
	void servesEverySlotOfTheCluster() {
		RedisTestCluster cluster = RedisTestCluster.shared();
		try (RedisConnection connection = cluster.connectionFactory().getConnection()) {
			for (int i = 0; i < 50; i++) {
				String key = "queues:{key" + i + "}:test";
				connection.stringCommands().set(key.getBytes(), key.getBytes());
				assertThat(cluster.nodeOf(key).text("GET", key)).isEqualTo(key);
			}
		}
	}

	@Test
	void cutsBeforeAndAfterTheServerExecutes() {
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server)) {
			LettuceConnectionFactory factory = server.connectionFactory(Duration.ofSeconds(5),
					(configuration) -> configuration.setPort(proxy.port()));
			try (RedisConnection connection = factory.getConnection()) {
				connection.ping();
				byte[] key = "queues:{cut}:test".getBytes();
				byte[] field = "n".getBytes();
				proxy.cutBefore("HINCRBY");
				assertThat(connection.hashCommands().hIncrBy(key, field, 1)).isEqualTo(1);
				proxy.cutAfter("HINCRBY");
				assertThat(connection.hashCommands().hIncrBy(key, field, 1)).as("executed and replayed").isEqualTo(3);
			}
			assertThat(proxy.injected()).isEqualTo(2);
			factory.destroy();
		}
	}

}
