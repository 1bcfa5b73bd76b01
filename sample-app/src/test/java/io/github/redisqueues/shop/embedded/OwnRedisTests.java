package io.github.redisqueues.shop.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.redisqueues.shop.ShopApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class OwnRedisTests {

	/**
	 * The order's article is unknown, so that it stays in Redis, as a dead letter.
	 */
	@Test
	void servesAUsersFileOfOrdersOnAUsersRedis(@TempDir Path directory) throws IOException {
		Path orders = Files.writeString(directory.resolve("my orders.jsonl"), """
				{"id":"mine","customer":"Ada","sku":"submarine","quantity":1}
				""");
		RedisServer redis = EmbeddedRedis.start();
		int port = redis.ports().get(0);
		try (ConfigurableApplicationContext context = SpringApplication.run(ShopApplication.class, "--server.port=0",
				"--shop.orders=" + orders, "--spring.data.redis.port=" + port)) {
			assertThat(context.getEnvironment().getPropertySources().contains("embeddedRedis")).isFalse();
			assertThat(new RedisCommand("ZCARD shop:{orders}:dead").ask(port)).isEqualTo(":1");
		}
		finally {
			redis.stop();
		}
	}

}
