package io.github.redisqueues.shop.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.github.redisqueues.shop.ShopApplication;
import io.github.redisqueues.shop.order.OrderBook;
import io.github.redisqueues.shop.order.OrderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class OwnRedisTests {

	/**
	 * The order's article is unknown, so that it stays in Redis, as a dead letter; the
	 * second run finds it there.
	 */
	@Test
	void servesAUsersFileOfOrdersOnAUsersRedisAgainAndAgain(@TempDir Path directory) throws IOException {
		Path orders = Files.writeString(directory.resolve("my orders.jsonl"), """
				{"id":"mine","customer":"Ada","sku":"submarine","quantity":1}
				""");
		RedisServer redis = EmbeddedRedis.start();
		try {
			int port = redis.ports().get(0);
			for (int run = 1; run <= 2; run++) {
				run(orders, port);
				assertThat(new RedisCommand("ZCARD shop:{orders}:dead").ask(port)).isEqualTo(":1");
			}
		}
		finally {
			redis.stop();
		}
	}

	private static void run(Path orders, int port) {
		try (ConfigurableApplicationContext context = SpringApplication.run(ShopApplication.class, "--server.port=0",
				"--shop.traffic=false", "--shop.orders=" + orders, "--spring.data.redis.port=" + port)) {
			assertThat(context.getEnvironment().getPropertySources().contains("embeddedRedis")).isFalse();
			assertThat(context.getBean(OrderBook.class).find("mine").orElseThrow().status())
				.isEqualTo(OrderStatus.REJECTED);
		}
	}

}
