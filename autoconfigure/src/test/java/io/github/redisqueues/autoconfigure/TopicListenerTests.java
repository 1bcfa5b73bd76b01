package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.autoconfigure.TopicListenerBeans.Asynchronous;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Calls;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Closing;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Many;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.NoParameter;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.NoTopic;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Order;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Proxied;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Proxying;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Shop;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Slow;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.TwoParameters;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.Unset;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.WrongMessage;
import io.github.redisqueues.autoconfigure.TopicListenerBeans.WrongPayload;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods with {@link TopicListener} in an application context, over a real Redis.
 */
@Timeout(60)
class TopicListenerTests {

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:topic-listeners",
				"queues.topics.orders.payload-type=" + Order.class.getName(),
				"queues.topics.news.payload-type=java.lang.String", "news.name=news");

	@Test
	void everyMethodHearsItsTopicInEveryInstance() {
		this.runner.withBean(Shop.class)
			.run((context) -> this.runner.withBean("otherName", Shop.class, Shop::new).run((other) -> {
				assertThat(context).hasNotFailed();
				assertThat(other).hasNotFailed();
				orders(context).publish(new Order("a"));
				news(other).publish("b");
				for (Shop shop : List.of(context.getBean(Shop.class), other.getBean(Shop.class))) {
					Awaitility.await()
						.untilAsserted(() -> assertThat(shop.heard).containsExactlyInAnyOrder("order a",
								"message Order[sku=a]", "object Order[sku=a]", "object b", "private b", "inherited b"));
				}
			}));
	}

	@Test
	void aTopicMaySendToQueuesBesides() {
		this.runner
			.withPropertyValues("queues.instances.billing.payload-type=" + Order.class.getName(),
					"queues.instances.shipping.payload-type=" + Order.class.getName(),
					"queues.topics.orders.queues=billing, shipping")
			.withBean(Shop.class)
			.run((context) -> {
				orders(context).publish(new Order("a"));
				for (String queue : List.of("billing", "shipping")) {
					assertThat(context.getBean(queue, RedisQueue.class).poll(Duration.ofSeconds(5)))
						.contains(new Order("a"));
				}
				Awaitility.await().until(() -> context.getBean(Shop.class).heard.contains("order a"));
			});
	}

	@Test
	void callsAProxiedBeanThroughItsProxy() {
		this.runner.withUserConfiguration(Proxied.class).run((context) -> {
			assertThat(context).hasNotFailed();
			news(context).publish("a");
			Calls calls = context.getBean(Calls.class);
			Awaitility.await().untilAsserted(() -> assertThat(calls.seen()).containsExactlyInAnyOrder("proxy", "a"));
		});
	}

	@Test
	void makesALazyBeanWithTheFirstMessage() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withBean(LazyInitializationExcludeFilter.class,
					() -> LazyInitializationExcludeFilter.forBeanTypes(SmartInitializingSingleton.class))
			.withBean(Shop.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().containsSingleton("shop")).isFalse();
				news(context).publish("a");
				Awaitility.await()
					.until(() -> context.getBeanFactory()
						.containsSingleton(context.getBeanNamesForType(Shop.class)[0]));
				Awaitility.await().until(() -> context.getBean(Shop.class).heard.contains("private a"));
			});
	}

	@Test
	void finishesWhatIsBeingHandledWhenTheApplicationStops() {
		Slow slow = new Slow();
		this.runner.withBean(Slow.class, () -> slow).run((context) -> {
			news(context).publish("a");
			assertThat(slow.busy.await(10, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closing = CompletableFuture.runAsync(
					() -> ((ConfigurableApplicationContext) context.getSourceApplicationContext()).close(),
					(task) -> new Thread(task).start());
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.atMost(Duration.ofSeconds(5))
				.until(() -> !closing.isDone() && slow.heard.isEmpty());
			slow.go.countDown();
			closing.join();
			assertThat(slow.heard).containsExactly("a");
		});
	}

	@Test
	void aMethodMayCloseTheApplicationWithoutBeingWaitedFor() {
		this.runner.withBean(Closing.class).run((context) -> {
			Closing closing = context.getBean(Closing.class);
			news(context).publish("a");
			assertThat(closing.closed.await(BlockedCall.AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		});
	}

	@Test
	void aMethodThatClosesTheApplicationStillWaitsForOthers() {
		Slow slow = new Slow();
		this.runner.withBean(Slow.class, () -> slow).withBean(Closing.class).run((context) -> {
			Closing closing = context.getBean(Closing.class);
			news(context).publish("a");
			assertThat(slow.busy.await(10, TimeUnit.SECONDS)).isTrue();
			Awaitility.await()
				.during(Duration.ofMillis(200))
				.atMost(Duration.ofSeconds(5))
				.until(() -> closing.closed.getCount() == 1 && slow.heard.isEmpty());
			slow.go.countDown();
			assertThat(closing.closed.await(BlockedCall.AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
			assertThat(slow.heard).containsExactly("a");
		});
	}

	@Test
	void runsOnVirtualThreadsIfTheApplicationDoesAndJavaHasThem() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").withBean(Slow.class).run((context) -> {
			Slow slow = context.getBean(Slow.class);
			slow.go.countDown();
			news(context).publish("a");
			Awaitility.await().until(() -> slow.heard.contains("a"));
			assertThat(slow.thread).startsWith((Runtime.version().feature() >= 21) ? "VirtualThread[" : "Thread[");
		});
	}

	@Test
	void runsOnPlatformThreadsOtherwise() {
		this.runner.withBean(Slow.class).run((context) -> {
			Slow slow = context.getBean(Slow.class);
			slow.go.countDown();
			news(context).publish("a");
			Awaitility.await().until(() -> slow.heard.contains("a"));
			assertThat(slow.thread).startsWith("Thread[").contains("redis-queues-topic-");
		});
	}

	@Test
	void startsWithoutRedis() {
		this.runner.withPropertyValues("spring.data.redis.port=1")
			.withBean(Shop.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void isNotLookedForWhenQueuesAreDisabled() {
		this.runner.withPropertyValues("queues.enabled=false")
			.withBean(NoTopic.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void refusesATopicThatThereIsNot() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withBean(NoTopic.class));
		assertThat(analysis.getDescription()).isEqualTo(NoTopic.class.getName()
				+ ".on() has @TopicListener(\"nwes\"), but there is no such topic: topics are orders, news.");
		assertThat(analysis.getAction()).contains("queues.topics.nwes.payload-type");
	}

	@Test
	void refusesAPayloadThatTheMethodCannotTake() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withBean(WrongPayload.class));
		assertThat(analysis.getDescription()).isEqualTo(WrongPayload.class.getName()
				+ ".on() takes java.lang.Integer, but topic 'news' has payloads of type java.lang.String.");
		assertThat(analysis.getAction()).contains("queues.topics.news.payload-type=java.lang.Integer");
		assertThat(FailedStart.analysis(this.runner.withBean(WrongMessage.class)).getDescription())
			.contains("takes java.lang.Integer, but topic 'news'");
	}

	@Test
	void refusesAMethodWithoutAParameterOrWithTwo() {
		assertThat(FailedStart.analysis(this.runner.withBean(NoParameter.class)).getDescription())
			.isEqualTo(NoParameter.class.getName() + ".on() has @TopicListener and 0 parameters.");
		assertThat(FailedStart.analysis(this.runner.withBean(TwoParameters.class)).getDescription())
			.contains("and 2 parameters");
	}

	@Test
	void refusesABeanThatWouldBeMadeAnewForEachMessage() {
		assertThat(FailedStart.analysis(this.runner.withUserConfiguration(Many.class)).getDescription())
			.contains(Many.class.getName() + ".on() has @TopicListener, but bean", "is not a singleton");
	}

	@Test
	void refusesAMethodWhoseEndNobodyWaitsFor() {
		assertThat(FailedStart.analysis(this.runner.withBean(Asynchronous.class)).getDescription())
			.contains("returns " + CompletableFuture.class.getName(), "its result is ignored");
	}

	@Test
	void refusesAPlaceholderThatIsNotSet() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class))
				.withBean(Unset.class));
		assertThat(analysis.getDescription()).contains(Unset.class.getName() + ".on()", "${nope}");
		assertThat(analysis.getAction()).contains("Set the property");
	}

	@Test
	void refusesAPrivateMethodBehindAProxy() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withUserConfiguration(Proxying.class).withBean(Shop.class));
		assertThat(analysis.getDescription()).contains(Shop.class.getName() + ".privately() has @TopicListener",
				"whose proxy does not have the method");
		assertThat(analysis.getAction()).contains("Make the method public");
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<Order> orders(BeanFactory context) {
		return context.getBean("orders", RedisTopic.class);
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<String> news(BeanFactory context) {
		return context.getBean("news", RedisTopic.class);
	}

}
