package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestSentinel;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A master that stands still while Sentinel promotes its replica. It never breaks its
 * connections, so nothing but the missing answers tells a client.
 */
@Timeout(120)
class HungMasterTests {

	@Test
	void goesOnAtThePromotedReplicaWhileTheOldMasterStandsStill() {
		try (RedisTestSentinel redis = RedisTestSentinel.start()) {
			LettuceConnectionFactory connections = redis.connectionFactory(Duration.ofMillis(500));
			try (DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(connections,
					new JsonPayloadConverter(), TestQueues.NAMESPACE)) {
				RedisQueue<String> queue = factory.create(QueueSettings.builder("hung", String.class).build());
				queue.send("before");
				assertThat(queue.poll()).contains("before");
				assertThat(queue.poll(Duration.ofMillis(10))).isEmpty();
				Awaitility.await().until(() -> isSubscribed(redis.master()));
				redis.hangTheMaster();
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isSent(queue));
				Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> isSubscribed(redis.promoted()));
				Optional<String> received = queue.poll(Duration.ofSeconds(5));
				assertThat(received).contains("after");
			}
			finally {
				connections.destroy();
			}
		}
	}

	private static boolean isSent(RedisQueue<String> queue) {
		try {
			queue.send("after");
			return true;
		}
		catch (RedisCallFailedException ex) {
			return false;
		}
	}

	private static boolean isSubscribed(RedisTestServer server) {
		return server.connection()
			.list("PUBSUB", "CHANNELS", WakeUps.channelPrefix(TestQueues.NAMESPACE) + "*")
			.stream()
			.anyMatch((channel) -> !new String((byte[]) channel, StandardCharsets.UTF_8).isEmpty());
	}

}
