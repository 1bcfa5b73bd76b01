package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Queues from properties, on a real Redis.
 */
class DeclaredQueueTests {

	private final String namespace = "queues:wiring-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=" + this.namespace,
				"queues.instances.orders.payload-type=" + Order.class.getName(),
				"queues.instances.orders.key=shop orders",
				"queues.instances.maps.payload-type=java.util.Map<java.lang.String, java.lang.Object>")
		.withUserConfiguration(Shop.class);

	@Test
	void sendsAndReceivesTheDeclaredType() {
		this.runner.run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.orders.send(new Order("A-1", 3));
			Optional<Delivery<Order>> delivery = shop.orders.receive();
			assertThat(delivery).map(Delivery::payload).contains(new Order("A-1", 3));
			assertThat(delivery).map(Delivery::ack).contains(true);
			shop.maps.send(Map.of("a", 1));
			assertThat(shop.maps.poll()).contains(Map.of("a", 1));
		});
	}

	@Test
	void keepsTheQueueUnderItsNamespaceAndKey() {
		this.runner.run((context) -> {
			context.getBean(Shop.class).orders.send(new Order("A-1", 3));
			assertThat(RedisTestServer.shared().connection().list("KEYS", this.namespace + ":*"))
				.map((key) -> new String(key))
				.contains(this.namespace + ":{shop%20orders}:messages");
		});
	}

	@Test
	void releasesWhoeverWaitsWhenTheApplicationStops() {
		this.runner.run((context) -> {
			RedisQueue<Order> orders = context.getBean(Shop.class).orders;
			BlockedCall<Throwable> waiting = new BlockedCall<>(
					() -> catchThrowable(() -> orders.receive(Duration.ofSeconds(30))));
			Awaitility.await()
				.until(() -> RedisTestServer.shared()
					.connection()
					.number("EXISTS", this.namespace + ":{shop%20orders}:waiters") == 1);
			((ConfigurableApplicationContext) context.getSourceApplicationContext()).close();
			assertThat(waiting.atOnce()).isInstanceOf(ApplicationContextClosedException.class);
		});
	}

	record Order(String sku, int amount) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop {

		final RedisQueue<Order> orders;

		final RedisQueue<Map<String, Object>> maps;

		Shop(RedisQueue<Order> orders, RedisQueue<Map<String, Object>> maps) {
			this.orders = orders;
			this.maps = maps;
		}

		@Bean
		String usesABeanMethod(RedisQueue<Order> anyName) {
			return anyName.name();
		}

	}

}
