package io.github.redisqueues.internal.topic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.RespConnection;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Topics work for the Redis user that {@code docs/production.md} describes, and never ask
 * for more.
 */
class TopicRightsTests {

	@Test
	void theDocumentedUserMayDoAllThatTopicsDo() throws IOException {
		try (RedisTestServer server = RedisTestServer.start()) {
			List<Object> command = new ArrayList<>(List.of("ACL", "SETUSER"));
			command.addAll(documentedUser());
			server.command(command.toArray());
			List.of("setinfo", "setname", "maint_notifications").forEach((name) -> grantIfKnown(server, name));
			LettuceConnectionFactory connectionFactory = server.connectionFactory(Duration.ofSeconds(5),
					(configuration) -> {
						configuration.setUsername("shop");
						configuration.setPassword("secret");
					});
			try (DefaultRedisQueueFactory queues = new DefaultRedisQueueFactory(connectionFactory,
					new JsonPayloadConverter(), "queues");
					DefaultRedisTopicFactory topics = new DefaultRedisTopicFactory(queues)) {
				RedisQueue<String> queue = queues.create(QueueSettings.of("billing", String.class));
				RedisTopic<String> topic = topics.create(TopicSettings.of("orders", String.class), List.of(queue));
				List<String> heard = new CopyOnWriteArrayList<>();
				Subscription first = topic.subscribe(heard::add);
				RedisTopic<String> bare = topics.create(TopicSettings.of("news", String.class));
				bare.subscribe(heard::add);
				topic.publish("a");
				bare.publish("b");
				Awaitility.await().until(() -> heard.size() == 2);
				first.close();
				assertThat(queue.poll()).contains("a");
				Awaitility.await().until(() -> !server.connection().text("PUBSUB", "CHANNELS").contains("orders"));
			}
			assertThat(server.connection().list("ACL", "LOG")).isEmpty();
		}
	}

	private static void grantIfKnown(RedisTestServer server, String subcommand) {
		try {
			server.command("ACL", "SETUSER", "shop", "+client|" + subcommand);
		}
		catch (RespConnection.RedisError ex) {
			assertThat(ex).hasMessageContaining("Unknown command");
		}
	}

	private static List<String> documentedUser() throws IOException {
		String line = Files.readAllLines(Path.of("../docs/production.md"))
			.stream()
			.dropWhile((text) -> !text.contains("ACL SETUSER"))
			.takeWhile((text) -> text.startsWith("    "))
			.map(String::strip)
			.collect(Collectors.joining(" "));
		return List.of(line.substring(line.indexOf("SETUSER") + "SETUSER".length()).strip().split("\\s+"));
	}

}
