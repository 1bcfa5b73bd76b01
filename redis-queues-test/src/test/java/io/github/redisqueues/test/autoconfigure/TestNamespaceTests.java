package io.github.redisqueues.test.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is removed when a context closes.
 */
class TestNamespaceTests {

	@Test
	void onlyTheKeysOfTheNamespaceAreRemoved() {
		LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", EmbeddedRedis.port());
		connections.start();
		try {
			StringRedisTemplate redis = new StringRedisTemplate(connections);
			for (int i = 0; i < 2_500; i++) {
				redis.opsForValue().set("queues:test:a:{" + i + "}:ready", "x");
			}
			redis.opsForValue().set("queues:test:ab:{1}:ready", "x");
			new TestNamespace(connections, "queues:test:a", true).destroy();
			assertThat(redis.keys("queues:test:a*")).containsExactly("queues:test:ab:{1}:ready");
			new TestNamespace(connections, "queues:test:ab", false).destroy();
			assertThat(redis.keys("queues:test:a*")).hasSize(1);
			new TestNamespace(connections, "queues:test:ab", false).clear();
			assertThat(redis.keys("queues:test:a*")).isEmpty();
		}
		finally {
			connections.destroy();
		}
	}

}
