package io.github.redisqueues.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests of users, which replace our beans by mocks, spies and implementations of their
 * own beside listeners on them. The context starts.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("NullAway.Init")
@DirtiesContext(classMode = ClassMode.AFTER_CLASS)
class ReplacedBeansTests {

	private static final String ORDER = "io.github.redisqueues.autoconfigure.ReplacedBeansTests$Order";

	@Nested
	@WithoutRedis
	class MockedQueue {

		@MockitoBean
		RedisQueue<Order> orders;

		@Autowired
		QueueListenerRegistry registry;

		@Autowired
		QueueSchedules schedules;

		@Test
		void itsListenersDoNotStartAndSaySo(CapturedOutput output) {
			assertThat(this.registry.containers()).extracting(QueueListenerContainer::id)
				.contains("shop.on", "container");
			assertThat(this.registry.containers()).filteredOn((each) -> each.queue() == this.orders)
				.hasSize(2)
				.noneMatch(QueueListenerContainer::isRunning);
			assertThat(this.schedules.schedules()).isEmpty();
			this.registry.start("shop.on");
			assertThat(output).contains("INFO")
				.contains("Listener 'shop.on' does not start because its queue is a mock");
			this.registry.pause("shop.on");
			this.registry.stop("shop.on");
		}

	}

	@Nested
	@WithRedis
	class SpiedQueue {

		@MockitoSpyBean
		RedisQueue<Order> orders;

		@Autowired
		Shop shop;

		@Test
		void itsListenersReceive() {
			Order order = new Order("spied");
			this.orders.send(order);
			verify(this.orders).send(order);
			Awaitility.await().until(() -> this.shop.orders().contains(order));
		}

	}

	@Nested
	@SpringBootTest(classes = Application.class, properties = { "spring.data.redis.port=1",
			"queues.instances.orders.payload-type=" + ORDER, "queues.topics.news.payload-type=" + ORDER })
	class OwnQueue {

		@TestBean(methodName = "ownQueue")
		RedisQueue<Order> orders;

		@Autowired
		QueueListenerRegistry registry;

		@Test
		void itsListenersDoNotStartAndWarn(CapturedOutput output) {
			assertThat(this.registry.containers("shop.on")).hasSize(1).noneMatch(QueueListenerContainer::isRunning);
			assertThat(output).contains("WARN")
				.contains("Listener 'shop.on' does not start and receives nothing")
				.contains(this.orders.getClass().getName());
		}

		static RedisQueue<Order> ownQueue() {
			return ReplacedBeansTests.ownQueue();
		}

	}

	@Nested
	@WithoutRedis
	class MockedTopic {

		@MockitoBean
		RedisTopic<Order> news;

		@Test
		void itsListenersHearNothingAndSaySo(CapturedOutput output) {
			this.news.publish(new Order("a"));
			verify(this.news).publish(new Order("a"));
			assertThat(output).contains("receives no messages because topic 'news' is a mock");
		}

	}

	@Nested
	@WithRedis
	class SpiedTopic {

		@MockitoSpyBean
		RedisTopic<Order> news;

		@Autowired
		Shop shop;

		@Test
		void itsListenersHear() {
			Order order = new Order("broadcast");
			this.news.publish(order);
			Awaitility.await().until(() -> this.shop.news().contains(order));
		}

	}

	@Nested
	@WithoutRedis
	class MockedFactory {

		@MockitoBean
		RedisQueueFactory factory;

		@Autowired
		RedisQueue<Order> orders;

		@Autowired
		RedisTopic<Order> news;

		@Autowired
		QueueListenerRegistry registry;

		@Test
		void theQueuesItDoesNotMakeSaySoWhenTheyAreUsed() {
			assertThat(this.registry.containers("shop.on")).noneMatch(QueueListenerContainer::isRunning);
			assertThat(this.orders.name()).isEqualTo("orders");
			assertThat(Set.of(this.orders)).contains(this.orders);
			assertThatIllegalStateException().isThrownBy(() -> this.orders.send(new Order("a")))
				.withMessageContaining("RedisQueueFactory bean is a mock")
				.withMessageContaining("bean 'orders'");
			assertThatIllegalStateException().isThrownBy(() -> this.news.publish(new Order("a")))
				.withMessageContaining("RedisQueueFactory bean is a mock");
		}

	}

	@Nested
	@WithoutRedis
	class MockedTopicFactory {

		@MockitoBean
		RedisTopicFactory factory;

		@Autowired
		RedisTopic<Order> news;

		@Test
		void theTopicsItDoesNotMakeSaySoWhenTheyAreUsed() {
			assertThatIllegalStateException().isThrownBy(() -> this.news.publish(new Order("a")))
				.withMessageContaining("RedisTopicFactory bean is a mock");
		}

	}

	@Nested
	@WithoutRedis
	class MockedListeners {

		@MockitoBean
		QueueListenerRegistry registry;

		@MockitoBean
		QueueListenerContainerFactory containers;

		@Test
		void nothingIsStarted() {
			assertThat(Mockito.mockingDetails(this.containers).getInvocations()).isNotEmpty();
		}

	}

	@Nested
	@WithoutRedis
	class MockedLocks {

		@MockitoBean
		DistributedLocks locks;

		@Autowired
		Shop shop;

		@Test
		void anAnnotatedMethodNeedsTheHandleOfTheMock() {
			assertThatExceptionOfType(LockUnavailableException.class).isThrownBy(this.shop::locked)
				.withMessageContaining("mock");
			LockHandle handle = mock(LockHandle.class);
			given(handle.isHeld()).willReturn(true);
			given(handle.release()).willReturn(true);
			given(this.locks.acquire(eq("shop"), any())).willReturn(handle);
			assertThat(this.shop.locked()).isEqualTo("locked");
			verify(handle).release();
		}

	}

	/**
	 * No server answers on the port.
	 */
	@SpringBootTest(classes = Application.class,
			properties = { "logging.level.io.github.redisqueues=info", "queues.namespace=queues:replaced",
					"queues.lock.namespace=queues:replaced", "queues.instances.orders.payload-type=" + ORDER,
					"queues.topics.news.queues=orders", "spring.data.redis.port=1",
					"queues.instances.orders.schedules.daily.cron=@yearly",
					"queues.instances.orders.schedules.daily.payload={\"id\":\"tick\"}" })
	@Retention(RetentionPolicy.RUNTIME)
	@interface WithoutRedis {

	}

	@SpringBootTest(classes = Application.class,
			properties = { "logging.level.io.github.redisqueues=info", "queues.namespace=queues:replaced",
					"queues.lock.namespace=queues:replaced", "queues.instances.orders.payload-type=" + ORDER,
					"queues.topics.news.queues=orders" })
	@ContextConfiguration(initializers = RedisProperties.class)
	@Retention(RetentionPolicy.RUNTIME)
	@interface WithRedis {

	}

	/**
	 * An implementation that is neither ours nor a mock.
	 */
	@SuppressWarnings("unchecked")
	static <E> RedisQueue<E> ownQueue() {
		return (RedisQueue<E>) Proxy.newProxyInstance(RedisQueue.class.getClassLoader(),
				new Class<?>[] { RedisQueue.class }, (proxy, method, arguments) -> switch (method.getName()) {
					case "name" -> "orders";
					case "hashCode" -> 1;
					case "equals" -> proxy == arguments[0];
					default -> method.getName().equals("toString") ? "own" : null;
				});
	}

	static class RedisProperties implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			TestPropertyValues.of(RedisTestServer.shared().properties()).applyTo(context);
		}

	}

	record Order(String id) {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
			RedisTopicsAutoConfiguration.class, QueueListenersAutoConfiguration.class,
			DistributedLocksAutoConfiguration.class })
	static class Application {

		@Bean
		QueueListenerContainer<Order> container(QueueListenerContainerFactory containers, RedisQueue<Order> orders,
				Shop shop) {
			return containers.create("container", orders, (delivery) -> shop.on(delivery.payload()));
		}

		@Bean("shop")
		Shop shop() {
			return new Shop();
		}

	}

	static class Shop {

		private final List<Order> orders = new CopyOnWriteArrayList<>();

		private final List<Order> news = new CopyOnWriteArrayList<>();

		List<Order> orders() {
			return this.orders;
		}

		List<Order> news() {
			return this.news;
		}

		@QueueListener("orders")
		void on(Order order) {
			this.orders.add(order);
		}

		@TopicListener("news")
		void hear(Order order) {
			this.news.add(order);
		}

		@DistributedLock(name = "shop")
		String locked() {
			return "locked";
		}

	}

}
