package io.github.redisqueues.autoconfigure;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class SchedulesAutoConfigurationTests {

	private static final String ORDER = SchedulesAutoConfigurationTests.class.getName() + "$Order";

	private final String key = "k" + UUID.randomUUID();

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:scheduled", "queues.instances.orders.key=" + this.key);

	private final ApplicationContextRunner everySecond = this.runner
		.withPropertyValues("queues.instances.orders.payload-type=" + ORDER)
		.withInitializer(FailedStart.yaml("queues.instances.orders.schedules:", "  restock:", "    every: 1s",
				"    payload: '{\"sku\": \"A-1\"}'"));

	@Test
	void nothingIsMadeWithoutASchedule() {
		this.runner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueueSchedules.class));
		this.runner
			.withPropertyValues("queues.instances.orders.schedules.off.enabled=false",
					"queues.instances.orders.schedules.off.every=1s", "queues.instances.orders.schedules.off.payload=a")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueueSchedules.class));
		this.everySecond.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueueSchedules.class));
		assertThat(threads()).isEmpty();
	}

	@Test
	void sendsWhatIsDeclaredAndStopsWithTheContext() {
		this.everySecond.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(QueueSchedules.class);
			QueueSchedules schedules = context.getBean(QueueSchedules.class);
			assertThat(schedules.isRunning()).isTrue();
			@SuppressWarnings("unchecked")
			RedisQueue<Order> orders = (RedisQueue<Order>) context.getBean("orders");
			Delivery<Order> delivery = orders.receive(Duration.ofSeconds(10)).orElseThrow();
			assertThat(delivery.payload()).isEqualTo(new Order("A-1"));
			assertThat(delivery.headers()).containsEntry("schedule", "restock").containsKey("tick");
			assertThat(threads()).isNotEmpty();
			context.stop();
			assertThat(schedules.isRunning()).isFalse();
			context.start();
			assertThat(schedules.isRunning()).isTrue();
			assertThat(orders.receive(Duration.ofSeconds(10))).isPresent();
		});
		assertThat(threads()).isEmpty();
	}

	@Test
	void worksWithLazyInitialization() {
		this.everySecond
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().containsSingleton(RedisQueueRegistrar.SCHEDULES)).isTrue();
			});
	}

	@Test
	void takesEverythingFromTheProperties() {
		this.runner.withInitializer(FailedStart.yaml("queues.instances:", "  orders:", "    schedules:",
				"      \"[night.report]\": { cron: '0 30 2 * * MON-FRI', zone: Europe/Berlin, payload: go, send-within: 90m }",
				"      hourly: { cron: '@hourly', payload: '' }",
				"      off: { every: 1s, payload: a, enabled: false }",
				"  numbers: { payload-type: java.lang.Integer, key: " + this.key
						+ "n, schedules: { tick: { every: 5m, payload: 42 } } }"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				List<QueueSchedule<?>> schedules = context.getBean(QueueSchedules.class).schedules();
				assertThat(schedules).extracting(QueueSchedule::toString)
					.containsExactlyInAnyOrder(
							"schedule 'night.report' of queue 'orders' (cron 0 30 2 * * MON-FRI in Europe/Berlin)",
							"schedule 'hourly' of queue 'orders' (cron 0 0 * * * * in UTC)",
							"schedule 'tick' of queue 'numbers' (every PT5M)");
				assertThat(schedules).extracting(QueueSchedule::id, QueueSchedule::payload, QueueSchedule::sendWithin)
					.containsExactlyInAnyOrder(tuple("night.report", "go", Duration.ofMinutes(90)),
							tuple("hourly", "", Duration.ZERO), tuple("tick", 42, Duration.ZERO));
			});
	}

	@Test
	void environmentVariablesChangeTheScheduleOfTheFileAndMakeNoOther() {
		this.runner
			.withInitializer(FailedStart.yaml("queues.instances.orders.schedules:",
					"  night-report: { cron: '@daily', payload: go }"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("QUEUES_INSTANCES_ORDERS_SCHEDULES_NIGHTREPORT_SENDWITHIN", "1h"))))
			.run((context) -> assertThat(context.getBean(QueueSchedules.class).schedules()).singleElement()
				.satisfies((schedule) -> {
					assertThat(schedule.id()).isEqualTo("night-report");
					assertThat(schedule.sendWithin()).hasHours(1);
				}));
	}

	@Test
	void theUsersConverterReadsThePayload() {
		this.everySecond.withBean(PayloadConverter.class, Shouting::new)
			.run((context) -> assertThat(context.getBean(QueueSchedules.class).schedules()).singleElement()
				.extracting(QueueSchedule::payload)
				.isEqualTo(new Order("{\"SKU\": \"A-1\"}")));
		this.everySecond.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.withBean(PayloadConverter.class, Shouting::new)
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(QueueSchedules.class));
	}

	@Test
	void startsWithoutRedis() {
		this.everySecond.withPropertyValues("spring.data.redis.port=1", "queues.check-eviction-policy=false")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(QueueSchedules.class).isRunning()).isTrue();
			});
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter(Thread::isAlive)
			.map(Thread::getName)
			.filter((name) -> name.startsWith("redis-queues-schedules"))
			.toList();
	}

	record Order(String sku) {

	}

	static class Shouting implements PayloadConverter {

		@Override
		public byte[] write(Object payload, Type type) {
			return payload.toString().getBytes();
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			return new Order(new String(bytes).toUpperCase());
		}

	}

}
