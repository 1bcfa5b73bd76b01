package io.github.redisqueues.autoconfigure;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

class RedisQueuesAutoConfigurationTests {

	private static final String ORDER = RedisQueuesAutoConfigurationTests.class.getName() + "$Order";

	/**
	 * The port answers nobody: making beans must not touch Redis.
	 */
	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues("spring.data.redis.port=1", "queues.check-eviction-policy=false");

	private final ApplicationContextRunner shop = this.runner.withPropertyValues("queues.instances.orders.type=fifo",
			"queues.instances.orders.payload-type=" + ORDER, "queues.instances.undo.type=lifo");

	@Test
	void makesNoQueueWhenNoneIsDeclared() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(RedisQueue.class);
			assertThat(context).hasSingleBean(RedisQueueFactory.class).hasSingleBean(JsonPayloadConverter.class);
			assertThat(context.getBeanFactory().containsSingleton("redisQueueFactory")).isFalse();
		});
	}

	@Test
	void makesABeanForEachQueueWithItsGenericType() {
		this.shop.withUserConfiguration(Checkout.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanNamesForType(RedisQueue.class)).containsExactlyInAnyOrder("orders", "undo");
			assertThat(context.getBeanNamesForType(ResolvableType.forClassWithGenerics(RedisQueue.class, Order.class)))
				.containsExactly("orders");
			Checkout checkout = context.getBean(Checkout.class);
			assertThat(checkout.anyName).isSameAs(context.getBean("orders"));
			assertThat(checkout.qualified).isSameAs(context.getBean("undo"));
			assertThat(checkout.anyName.name()).isEqualTo("orders");
			assertThat(checkout.qualified.type()).isEqualTo(QueueType.LIFO);
		});
	}

	@Test
	void tellsQueuesOfOneTypeApartByTheirNames() {
		this.shop.withPropertyValues("queues.instances.returns.payload-type=" + ORDER)
			.withUserConfiguration(Returns.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(Returns.class).returns.name()).isEqualTo("returns");
			});
	}

	@Test
	void injectsQueuesOfGenericPayloadsAndArrays() {
		this.runner
			.withPropertyValues("queues.instances.maps.payload-type=java.util.Map<java.lang.String, java.lang.Object>",
					"queues.instances.bytes.payload-type=byte[]")
			.withUserConfiguration(Generics.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void takesEverythingFromTheProperties() {
		this.runner
			.withPropertyValues("queues.defaults.capacity=100", "queues.defaults.lease-time=10s",
					"queues.defaults.backoff.initial=2s", "queues.instances.orders.type=priority",
					"queues.instances.orders.payload-type=" + ORDER, "queues.instances.orders.key=shop orders",
					"queues.instances.orders.lease-time=5s", "queues.instances.orders.max-attempts=3",
					"queues.instances.orders.backoff.max=8s", "queues.instances.orders.backoff.multiplier=1.5",
					"queues.instances.orders.delay=1m", "queues.instances.orders.time-to-live=2m",
					"queues.instances.orders.order=lowest-first", "queues.instances.orders.max-in-flight=1",
					"queues.instances.orders.rate=5/10s", "queues.instances.orders.duplicate-window=10m",
					"queues.defaults.dead-letters.keep=30d", "queues.defaults.dead-letters.max=7",
					"queues.instances.orders.dead-letters.max=10000", "queues.instances.orders.resend-after=45s")
			.run((context) -> assertThat(context.getBean(DeclaredQueues.class).get("orders")).hasToString(
					"QueueSettings[name=orders, key=shop orders, type=PRIORITY, payloadType=ParameterizedTypeReference<class "
							+ ORDER + ">, capacity=100, leaseTime=PT5S, maxAttempts=3,"
							+ " backoff=Backoff[initial=PT2S, multiplier=1.5, max=PT8S], delay=PT1M, timeToLive=PT2M,"
							+ " order=LOWEST_FIRST, maxInFlight=1, duplicateWindow=PT10M, rate=Optional[5/10s], payloadConverter=Optional.empty,"
							+ " deadLetters=DeadLetterRetention[keep=PT720H, max=10000], maxPayloadSize=0B,"
							+ " transactional=false, resendAfter=PT45S]"));
	}

	@Test
	void leavesEverythingElseAsTheSettingsHaveIt() {
		this.runner.withInitializer(FailedStart.yaml("queues:", "  instances:", "    orders:")).run((context) -> {
			assertThat(context).hasBean("orders");
			assertThat(context.getBean(DeclaredQueues.class).get("orders"))
				.isEqualTo(QueueSettings.of("orders", String.class));
			QueuesProperties properties = context.getBean(QueuesProperties.class);
			assertThat(properties.namespace()).isEqualTo("queues");
			assertThat(properties.enabled()).isTrue();
			assertThat(properties.failFast()).isFalse();
		});
	}

	@Test
	void keepsTheCaseOfNamesAndTakesAnyNameInBrackets() {
		this.runner
			.withInitializer(FailedStart.yaml("queues.instances:", "  unpaidOrders: { type: delay }",
					"  un-paid: { type: fifo }", "  \"[shop.orders {eu}]\": { type: fifo }"))
			.run((context) -> assertThat(context.getBeanNamesForType(RedisQueue.class))
				.containsExactlyInAnyOrder("unpaidOrders", "un-paid", "shop.orders {eu}"));
	}

	@Test
	void environmentVariablesChangeTheQueueOfTheFileAndMakeNoOther() {
		this.runner
			.withInitializer(FailedStart.yaml("queues.instances:", "  unpaid-orders: { type: delay }",
					"  lateOrders: { type: lifo }"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("QUEUES_INSTANCES_UNPAIDORDERS_CAPACITY", "5", "QUEUES_INSTANCES_LATEORDERS_LEASETIME",
								"7s", "QUEUES_INSTANCES_EXTRA_TYPE", "fifo"))))
			.run((context) -> {
				assertThat(context.getBeanNamesForType(RedisQueue.class)).containsExactlyInAnyOrder("unpaid-orders",
						"lateOrders", "extra");
				DeclaredQueues queues = context.getBean(DeclaredQueues.class);
				assertThat(queues.get("unpaid-orders").capacity()).isEqualTo(5);
				assertThat(queues.get("unpaid-orders").type()).isEqualTo(QueueType.DELAY);
				assertThat(queues.get("lateOrders").leaseTime()).hasSeconds(7);
			});
	}

	@Test
	void backsOffWhenDisabled() {
		this.shop.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisQueue.class)
				.doesNotHaveBean(RedisQueueFactory.class)
				.doesNotHaveBean(RedisStartupCheck.class));
	}

	@Test
	void backsOffWithoutSpringDataRedis() {
		this.shop.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisQueue.class)
				.doesNotHaveBean(RedisQueuesAutoConfiguration.class));
	}

	@Test
	void needsAConverterOfTheUserWithoutJackson() {
		ApplicationContextRunner withoutJackson = this.shop.withClassLoader(new FilteredClassLoader(JsonMapper.class));
		withoutJackson.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.hasMessageContaining(PayloadConverter.class.getName()));
		withoutJackson.withBean(PayloadConverter.class, OwnConverter::new)
			.run((context) -> assertThat(context).hasNotFailed().hasBean("orders"));
	}

	@Test
	void theUsersConverterWinsAndMayReadWhatJsonCannot() {
		this.runner.withBean(PayloadConverter.class, OwnConverter::new)
			.withPropertyValues("queues.instances.tasks.payload-type=java.lang.Runnable")
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("tasks");
				assertThat(context.getBean(PayloadConverter.class)).isInstanceOf(OwnConverter.class);
			});
	}

	@Test
	void theUsersQueueFactoryWins() {
		OwnFactory mine = new OwnFactory();
		this.shop.withBean("mine", RedisQueueFactory.class, () -> mine).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisQueueFactory.class);
			assertThat(context.getBean(RedisQueueFactory.class)).isSameAs(mine);
			assertThat(mine.created).containsExactly(context.getBean("orders", RedisQueue.class),
					context.getBean("undo", RedisQueue.class));
		});
	}

	@Test
	void theFactoryStopsWithTheContextAndStartsAgain() {
		this.shop.run((context) -> {
			RedisQueueFactory factory = context.getBean(RedisQueueFactory.class);
			assertThat(factory).isInstanceOfSatisfying(DefaultRedisQueueFactory.class, (created) -> {
				assertThat(created.isRunning()).isTrue();
				context.stop();
				assertThat(created.isRunning()).isFalse();
				context.start();
				assertThat(created.isRunning()).isTrue();
				context.close();
				assertThat(created.isRunning()).isFalse();
			});
		});
	}

	@Test
	void worksWithLazyInitialization() {
		this.shop
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Checkout.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().containsSingleton("orders")).isFalse();
				assertThat(context.getBean(Checkout.class).anyName.name()).isEqualTo("orders");
				assertThat(context.getBeanFactory().containsSingleton("undo")).isTrue();
			});
	}

	@Test
	void leavesThePropertiesBeanImmutable() {
		this.shop.run((context) -> assertThat(context.getBean(QueuesProperties.class).instances()).isUnmodifiable());
	}

	@Test
	void writesDefinitionsThatCouldBeMadeAheadOfTime() {
		this.shop.run((context) -> {
			var definition = context.getBeanFactory().getMergedBeanDefinition("orders");
			assertThat(definition.getFactoryBeanName()).isEqualTo("redisQueuesBeans");
			assertThat(definition.getFactoryMethodName()).isEqualTo("create");
			assertThat(definition.getConstructorArgumentValues().getIndexedArgumentValues().values())
				.extracting((value) -> value.getValue())
				.isEqualTo(List.of("orders"));
		});
	}

	record Order(String sku) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Checkout {

		final RedisQueue<Order> anyName;

		final RedisQueue<String> qualified;

		Checkout(RedisQueue<Order> anyName, @Qualifier("undo") RedisQueue<String> qualified) {
			this.anyName = anyName;
			this.qualified = qualified;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Returns {

		final RedisQueue<Order> returns;

		Returns(RedisQueue<Order> returns) {
			this.returns = returns;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Generics {

		@Bean
		String uses(RedisQueue<Map<String, Object>> maps, RedisQueue<byte[]> bytes) {
			return maps.name() + bytes.name();
		}

	}

	/**
	 * What an application may write with no more than the API.
	 */
	static class OwnFactory implements RedisQueueFactory {

		final List<RedisQueue<?>> created = new ArrayList<>();

		private final RedisQueueFactory target = new DefaultRedisQueueFactory(new LettuceConnectionFactory(),
				new JsonPayloadConverter(), "mine");

		@Override
		public <E> RedisQueue<E> create(QueueSettings<E> settings) {
			RedisQueue<E> queue = this.target.create(settings);
			this.created.add(queue);
			return queue;
		}

	}

	static class OwnConverter implements PayloadConverter {

		@Override
		public byte[] write(Object payload, Type type) {
			return new byte[0];
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			throw new UnsupportedOperationException();
		}

	}

}
