package io.github.redisqueues.autoconfigure.observation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisTopicsAutoConfiguration;
import io.github.redisqueues.autoconfigure.TracingProperties;
import io.github.redisqueues.internal.observation.MicrometerObserver;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.observation.DefaultQueueSendObservationConvention;
import io.github.redisqueues.observation.OpenTelemetryMessagingConventions;
import io.github.redisqueues.observation.QueueObservationDocumentation;
import io.github.redisqueues.observation.QueueProcessContext;
import io.github.redisqueues.observation.QueueSendContext;
import io.github.redisqueues.observation.TraceRelation;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import io.lettuce.core.tracing.LettuceObservationContext;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.observation.LettuceObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the observation registry of an application is told, and when it is told nothing.
 */
@Timeout(120)
class QueuesObservationAutoConfigurationTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final Contexts contexts = new Contexts();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ObservationAutoConfiguration.class, LettuceObservationAutoConfiguration.class,
						DataRedisAutoConfiguration.class, QueuesObservationAutoConfiguration.class,
						RedisQueuesAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
						QueueListenersAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=" + this.server.port(), "queues.instances.orders.lease-time=1s",
				"queues.topics.prices.queues=orders", "queues.lock.lease-time=1s");

	private final ApplicationContextRunner observed = this.runner.withBean(ObservationRegistry.class, () -> {
		TestObservationRegistry registry = TestObservationRegistry.builder()
			.validateObservationsWithTheSameNameHavingTheSameSetOfLowCardinalityKeys(true)
			.build();
		registry.observationConfig().observationHandler(this.contexts);
		return registry;
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> orders(ApplicationContext context) {
		return context.getBean("orders", RedisQueue.class);
	}

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

	private static Map<String, String> map(KeyValues values) {
		Map<String, String> map = new TreeMap<>();
		values.stream().forEach((value) -> map.put(value.getKey(), value.getValue()));
		return map;
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
	void aConventionOfTheApplicationWins() {
		this.observed.withBean(OpenTelemetryMessagingConventions.class).withBean(OwnConvention.class).run((context) -> {
			orders(context).send("a");
			orders(context).receive();
			assertThat(this.contexts.named("shop.send")).hasSize(1);
			assertThat(this.contexts.named("messaging.client.operation.duration")).hasSize(1);
		});
	}

	@Test
	void theNamesOfOpenTelemetryCanBeUsed() {
		this.observed.withBean(OpenTelemetryMessagingConventions.class).withBean(Shop.class).run((context) -> {
			orders(context).send("good");
			orders(context).send("bad", SendOptions.defaults().maxAttempts(1));
			context.getBean("prices", RedisTopic.class).publish("1 EUR");
			await().untilAsserted(() -> assertThat(this.contexts.named("messaging.process.duration")).hasSize(4));
			assertThat(this.contexts.named("messaging.client.operation.duration")).hasSize(3)
				.allSatisfy((call) -> assertThat(map(call.getLowCardinalityKeyValues())).containsOnlyKeys(
						"messaging.system", "messaging.operation.name", "messaging.operation.type",
						"messaging.destination.name", "error.type"));
			assertThat(this.contexts.named("messaging.process.duration"))
				.extracting((process) -> map(process.getLowCardinalityKeyValues()).get("error.type"))
				.containsExactlyInAnyOrder("none", "none", "none", IllegalStateException.class.getName());
		});
	}

	@Test
	void aRegistryWithoutHandlersIsNotUsed() {
		this.runner.withBean(ObservationRegistry.class, ObservationRegistry::create).run((context) -> {
			assertThat(context.getBean(MicrometerObserver.class).observesCalls()).isFalse();
			orders(context).send("a", SendOptions.defaults().delay(Duration.ofMillis(1)));
			assertThat(orders(context).receive(Duration.ofSeconds(20)).orElseThrow().headers()).isEmpty();
		});
	}

	@Test
	void whatAHandlerThrowsDoesNotReachTheCall() {
		for (String moment : List.of("start", "open", "close", "stop")) {
			this.runner.withPropertyValues("queues.namespace=" + moment)
				.withBean(ObservationRegistry.class, () -> throwingAt(moment))
				.withBean(Shop.class)
				.run((context) -> {
					for (int i = 0; i < 3; i++) {
						orders(context).send("good");
					}
					await().until(() -> orders(context).size() == 0);
					assertThat(context.getBean(QueueListenerRegistry.class).containers("packing")).allSatisfy(
							(container) -> await().untilAsserted(() -> assertThat(container.inFlight()).isZero()));
					context.getBean(DistributedLocks.class).acquire("stock").release();
				});
		}
	}

	private static ObservationRegistry throwingAt(String moment) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

			@Override
			public void onStart(Observation.Context context) {
				fail("start");
			}

			@Override
			public void onScopeOpened(Observation.Context context) {
				fail("open");
			}

			@Override
			public void onScopeClosed(Observation.Context context) {
				fail("close");
			}

			@Override
			public void onStop(Observation.Context context) {
				fail("stop");
			}

			private void fail(String now) {
				if (now.equals(moment)) {
					throw new IllegalStateException("at " + moment);
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return !(context instanceof LettuceObservationContext);
			}

		});
		return registry;
	}

	@Test
	void observationsCanBeTurnedOff() {
		this.observed.withPropertyValues("management.observations.enable.queues=false").run((context) -> {
			orders(context).send("a");
			orders(context).poll();
			assertThat(this.contexts.all()).filteredOn((each) -> !(each instanceof LettuceObservationContext))
				.isEmpty();
		});
	}

	@Test
	void anApplicationWithoutMicrometerStartsAsBefore() {
		ApplicationContextRunner plain = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, QueuesObservationAutoConfiguration.class,
							RedisQueuesAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
							QueueListenersAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + this.server.port(), "queues.instances.orders.type=fifo",
					"queues.tracing.relation=link");
		plain.withClassLoader(new FilteredClassLoader("io.micrometer")).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("redisQueuesObservations");
			orders(context).send("a");
			assertThat(orders(context).poll()).contains("a");
		});
		plain.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MicrometerObserver.class));
	}

	@Test
	void anApplicationWithoutTracingIsObservedAllTheSame() {
		this.observed.withClassLoader(new FilteredClassLoader(Tracer.class)).run((context) -> {
			assertThat(context).hasNotFailed();
			orders(context).send("a");
			assertThat(this.contexts.named("queues.send")).hasSize(1);
		});
	}

	@Test
	void theRelationOfTracesIsAProperty() {
		this.observed.run((context) -> assertThat(context.getBean(TracingProperties.class).relation())
			.isEqualTo(TraceRelation.AUTO));
		this.observed.withPropertyValues("queues.tracing.relation=link").withBean(Shop.class).run((context) -> {
			orders(context).send("good", SendOptions.defaults().header("traceparent", "mine"));
			await().untilAsserted(() -> assertThat(this.contexts.named("queues.process")).isNotEmpty());
			QueueProcessContext process = (QueueProcessContext) this.contexts.named("queues.process").get(0);
			assertThat(process.getCarrier()).isEmpty();
			assertThat(process.linked()).singleElement()
				.satisfies((headers) -> assertThat(headers).containsEntry("traceparent", "mine"));
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

	/**
	 * The contexts of all observations that have ended.
	 */
	private static final class Contexts implements ObservationHandler<Observation.Context> {

		private final Queue<Observation.Context> ended = new ConcurrentLinkedQueue<>();

		@Override
		public void onStop(Observation.Context context) {
			this.ended.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		List<Observation.Context> all() {
			return List.copyOf(this.ended);
		}

		List<Observation.Context> named(String name) {
			return matching((context) -> name.equals(context.getName()));
		}

		/**
		 * The startup check sends other commands, too.
		 */
		List<Observation.Context> scripts() {
			return matching((context) -> "evalsha".equals(context.getContextualName()));
		}

		List<Observation.Context> commands() {
			return matching(LettuceObservationContext.class::isInstance);
		}

		private List<Observation.Context> matching(Predicate<Observation.Context> predicate) {
			return this.ended.stream().filter(predicate).toList();
		}

		void clear() {
			this.ended.clear();
		}

	}

	static class Shop {

		@QueueListener(value = "orders", id = "packing", concurrency = "1")
		void pack(String order) {
			if (order.equals("bad")) {
				throw new IllegalStateException("test");
			}
		}

		@TopicListener("prices")
		void note(String price) {
		}

	}

	static class OwnConvention extends DefaultQueueSendObservationConvention {

		@Override
		public String getName() {
			return "shop.send";
		}

	}

}
