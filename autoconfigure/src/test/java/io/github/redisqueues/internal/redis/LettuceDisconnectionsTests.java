package io.github.redisqueues.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each loss of a connection is counted before Lettuce repeats a command.
 */
@Timeout(60)
class LettuceDisconnectionsTests {

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	@AfterEach
	void disconnect() {
		this.factories.forEach(LettuceConnectionFactory::destroy);
	}

	private LettuceConnectionFactory connect(TestRedis redis) {
		LettuceConnectionFactory factory = redis.connectionFactory(Duration.ofSeconds(10));
		this.factories.add(factory);
		return factory;
	}

	private static void call(LettuceConnectionFactory factory) {
		try (RedisConnection connection = factory.getConnection()) {
			Long one = connection.scriptingCommands()
				.eval("return 1".getBytes(StandardCharsets.UTF_8), ReturnType.INTEGER, 1,
						"queues:disconnections".getBytes(StandardCharsets.UTF_8));
			assertThat(one).isEqualTo(1);
		}
	}

	private static void kill(TestRedis redis) {
		redis.nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
	}

	private static void counts(TestRedis redis, LettuceConnectionFactory factory,
			LettuceDisconnections disconnections) {
		call(factory);
		int before = disconnections.count();
		kill(redis);
		// Answered by the next connection
		call(factory);
		Awaitility.await().until(() -> disconnections.count() > before);
	}

	@Test
	void countsTheConnectionsToOneServer() {
		try (RedisTestServer server = RedisTestServer.start()) {
			LettuceConnectionFactory factory = connect(server);
			LettuceDisconnections disconnections = new LettuceDisconnections(factory);
			counts(server, factory, disconnections);
			int before = disconnections.count();
			call(factory);
			assertThat(disconnections.count()).isEqualTo(before);
		}
	}

	@Test
	void countsTheConnectionsToACluster() {
		try (RedisTestCluster cluster = RedisTestCluster.start()) {
			LettuceConnectionFactory factory = connect(cluster);
			counts(cluster, factory, new LettuceDisconnections(factory));
		}
	}

	@Test
	void goesOnAfterTheFactoryHasMadeAnotherClient() {
		try (RedisTestServer server = RedisTestServer.start()) {
			LettuceConnectionFactory factory = connect(server);
			LettuceDisconnections disconnections = new LettuceDisconnections(factory);
			counts(server, factory, disconnections);
			factory.stop();
			int stopped = disconnections.count();
			assertThat(disconnections.count()).isEqualTo(stopped);
			factory.start();
			counts(server, factory, disconnections);
		}
	}

	@Test
	void countsNothingAfterItsEnd() {
		try (RedisTestServer server = RedisTestServer.start()) {
			LettuceConnectionFactory factory = connect(server);
			LettuceDisconnections closed = new LettuceDisconnections(factory);
			LettuceDisconnections open = new LettuceDisconnections(factory);
			counts(server, factory, closed);
			closed.close();
			int before = closed.count();
			counts(server, factory, open);
			assertThat(closed.count()).isEqualTo(before);
		}
	}

}
