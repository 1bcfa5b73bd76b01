package io.github.redisqueues.autoconfigure.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.observation.QueueObservationDocumentation;
import io.github.redisqueues.observation.QueueSendContext;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.topic.RedisTopic;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the observation registry of an application is told, and when it is told nothing.
 */
@Timeout(120)
class ObservedApplicationTests extends ObservedApplication {

	@Test
	void sendsAndReceivesAreObserved() {
		this.observed.run((context) -> {
			RedisQueue<String> orders = orders(context);
			String id = orders.send("a", SendOptions.defaults().group("g"));
			orders.sendAll(List.of("b", "c"));
			orders.receive();
			orders.poll(10);
			orders.poll();
			assertThat(this.contexts.named("queues.send")).satisfiesExactly(
					(send) -> requireKeys(send, "send orders",
							Map.of("messaging.operation.name", "send", "messaging.operation.type", "send",
									"messaging.destination.name", "orders", "messaging.system", "redis_queues"),
							Map.of("messaging.message.id", id, "queues.message.group", "g")),
					(send) -> requireKeys(send, "send orders",
							Map.of("messaging.operation.name", "send", "messaging.operation.type", "send",
									"messaging.destination.name", "orders", "messaging.system", "redis_queues"),
							Map.of("messaging.batch.message_count", "2")));
			assertThat(this.contexts.named("queues.receive")).satisfiesExactly(
					(receive) -> requireKeys(receive, "receive orders",
							Map.of("messaging.operation.name", "receive", "messaging.operation.type", "receive",
									"messaging.destination.name", "orders", "messaging.system", "redis_queues"),
							Map.of("messaging.message.id", id)),
					(receive) -> requireKeys(receive, "poll orders",
							Map.of("messaging.operation.name", "poll", "messaging.operation.type", "receive",
									"messaging.destination.name", "orders", "messaging.system", "redis_queues"),
							Map.of("messaging.batch.message_count", "2")));
		});
	}

	private static void requireKeys(Observation.Context context, String contextualName, Map<String, String> low,
			Map<String, String> high) {
		assertThat(context.getContextualName()).isEqualTo(contextualName);
		assertThat(map(context.getLowCardinalityKeyValues())).isEqualTo(low);
		assertThat(map(context.getHighCardinalityKeyValues())).isEqualTo(high);
	}

	@Test
	void theWorkOfListenersAndSubscribersIsObserved() {
		this.observed.withBean(Shop.class).run((context) -> {
			orders(context).send("good");
			orders(context).send("bad", SendOptions.defaults().maxAttempts(1));
			context.getBean("prices", RedisTopic.class).publish("1 EUR");
			await().untilAsserted(() -> {
				assertThat(this.contexts.named("queues.process")).hasSize(3);
				assertThat(this.contexts.named("queues.hear")).hasSize(1);
			});
			assertThat(this.contexts.named("queues.process")).allSatisfy((process) -> {
				assertThat(map(process.getLowCardinalityKeyValues())).containsOnlyKeys("messaging.operation.name",
						"messaging.operation.type", "messaging.destination.name", "messaging.system",
						"queues.listener.id", "queues.outcome");
				assertThat(map(process.getLowCardinalityKeyValues())).containsEntry("queues.listener.id", "packing")
					.containsEntry("messaging.operation.name", "process");
				assertThat(map(process.getHighCardinalityKeyValues())).containsOnlyKeys("messaging.message.id",
						"queues.message.attempt", "queues.message.age");
				assertThat(process.getContextualName()).isEqualTo("process orders");
			})
				.extracting((process) -> map(process.getLowCardinalityKeyValues()).get("queues.outcome"))
				.containsExactlyInAnyOrder("acked", "dead", "acked");
			Observation.Context publish = this.contexts.named("queues.publish").get(0);
			Observation.Context hear = this.contexts.named("queues.hear").get(0);
			requireKeys(hear, "hear prices", Map.of("queues.topic", "prices"),
					map(publish.getHighCardinalityKeyValues()));
			requireKeys(publish, "publish prices", Map.of("queues.topic", "prices"),
					map(hear.getHighCardinalityKeyValues()));
			assertThat(map(hear.getHighCardinalityKeyValues())).containsOnlyKeys("messaging.message.id");
		});
	}

	@Test
	void locksAreObserved() {
		this.observed.run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			try (LockHandle handle = locks.acquire("stock", LockOptions.defaults().keys("a", "b"))) {
				Thread other = new Thread(() -> locks.tryAcquire("stock", LockOptions.defaults().keys("a")));
				other.start();
				other.join();
			}
			assertThat(this.contexts.named("queues.lock.acquire")).satisfiesExactly(
					(acquire) -> requireKeys(acquire, "acquire stock",
							Map.of("queues.lock.name", "stock", "queues.outcome", "acquired"),
							Map.of("queues.lock.key", "a,b")),
					(acquire) -> requireKeys(acquire, "acquire stock",
							Map.of("queues.lock.name", "stock", "queues.outcome", "unavailable"),
							Map.of("queues.lock.key", "a")));
		});
	}

	@Test
	void theCommandsOfACallBelongToIt() {
		this.observed.run((context) -> {
			RedisQueue<String> orders = orders(context);
			orders.send("a");
			this.contexts.clear();
			orders.send("b");
			orders.sendAsync("c").join();
			await().untilAsserted(() -> assertThat(this.contexts.scripts()).hasSize(2)
				.allSatisfy((command) -> assertThat(parent(command)).isInstanceOf(QueueSendContext.class)));
		});
	}

	private static Observation.@Nullable ContextView parent(Observation.Context context) {
		ObservationView parent = context.getParentObservation();
		return (parent != null) ? parent.getContextView() : null;
	}

	@Test
	void anIdleApplicationIsNotObserved() {
		this.observed.withBean(Shop.class)
			.withPropertyValues("queues.instances.orders.schedules.yearly.cron=0 0 0 1 1 *",
					"queues.instances.orders.schedules.yearly.payload=happy new year")
			.run((context) -> {
				LockHandle handle = context.getBean(DistributedLocks.class).acquire("stock");
				context.getBean("orders", RedisQueue.class).receiveAsync(Duration.ofSeconds(100));
				// All of them have connected and subscribed, and wait
				await().until(() -> this.server.connection().number("ZCARD", "queues:{orders}:waiters") == 1);
				assertThat(this.contexts.all()).extracting(Observation.Context::getContextualName)
					.doesNotContain("info", "subscribe");
				this.contexts.clear();
				long before = CommandStats.of(this.server.connection()).calls("evalsha");
				// Renewals of the lock and looks of the listener
				await().atMost(Duration.ofSeconds(60))
					.until(() -> CommandStats.of(this.server.connection()).calls("evalsha") >= before + 8);
				assertThat(this.contexts.all()).isEmpty();
				assertThat(handle.isHeld()).isTrue();
			});
	}

	@Test
	void whatIsNotOursIsStillObserved() {
		this.observed.withPropertyValues("queues.namespace=shop", "queues.lock.namespace=locks").run((context) -> {
			LettuceObservationContext none = new LettuceObservationContext("redis");
			assertThat(new BackgroundCommands("shop").test("redis", none)).isTrue();
			context.getBean(StringRedisTemplate.class).opsForValue().get("shopping");
			await().untilAsserted(() -> assertThat(this.contexts.commands()).isNotEmpty());
		});
	}

	@Test
	void theDocumentedKeysAreThoseThatAreUsed() {
		this.observed.withBean(Shop.class).run((context) -> {
			orders(context).send("a", SendOptions.defaults().group("g"));
			context.getBean("prices", RedisTopic.class).publish("1 EUR");
			context.getBean(DistributedLocks.class).acquire("stock", LockOptions.defaults().keys("a")).release();
			await().untilAsserted(() -> assertThat(this.contexts.named("queues.process")).hasSize(2));
			await().untilAsserted(() -> assertThat(this.contexts.named("queues.hear")).hasSize(1));
			for (QueueObservationDocumentation documented : QueueObservationDocumentation.values()) {
				if (documented != QueueObservationDocumentation.RECEIVE) {
					assertThat(this.contexts.named(documented.observationName())).isNotEmpty().allSatisfy((used) -> {
						assertThat(used.getLowCardinalityKeyValues().stream().map(KeyValue::getKey))
							.containsExactlyInAnyOrderElementsOf(names(documented.getLowCardinalityKeyNames()));
						assertThat(used.getHighCardinalityKeyValues().stream().map(KeyValue::getKey))
							.isSubsetOf(names(documented.getHighCardinalityKeyNames()));
					});
				}
			}
		});
	}

	private static List<String> names(KeyName[] keys) {
		return Stream.of(keys).map(KeyName::asString).toList();
	}

}
