package io.github.redisqueues.autoconfigure;

import java.util.List;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.topic.DefaultRedisTopicFactory;
import io.github.redisqueues.internal.topic.TopicListeners;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RedisTopicsAutoConfigurationTests {

	private static final String ORDER = RedisTopicsAutoConfigurationTests.class.getName() + "$Order";

	/**
	 * The port answers nobody: making beans must not touch Redis.
	 */
	private final ApplicationContextRunner runner = FailedStart.runner()
		.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1", "queues.check-eviction-policy=false");

	private final ApplicationContextRunner shop = this.runner
		.withPropertyValues("queues.topics.orders.payload-type=" + ORDER, "queues.topics.news.key=headlines");

	@Test
	void makesNothingWhenNothingIsDeclared() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(RedisTopic.class).hasSingleBean(TopicListeners.class);
			assertThat(context.getBeanFactory().containsSingleton("redisTopicFactory")).isFalse();
			assertThat(context.getBeanFactory().containsSingleton("redisQueueFactory")).isFalse();
		});
	}

	@Test
	void makesABeanForEachTopicWithItsGenericType() {
		this.shop.withUserConfiguration(Checkout.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanNamesForType(RedisTopic.class)).containsExactlyInAnyOrder("orders", "news");
			assertThat(context.getBeanNamesForType(ResolvableType.forClassWithGenerics(RedisTopic.class, Order.class)))
				.containsExactly("orders");
			Checkout checkout = context.getBean(Checkout.class);
			assertThat(checkout.anyName.name()).isEqualTo("orders");
			assertThat(checkout.anyName.payloadType().getType()).isEqualTo(Order.class);
			assertThat(checkout.qualified.name()).isEqualTo("news");
			assertThat(context.getBean(DeclaredTopics.class).get("news").settings())
				.isEqualTo(TopicSettings.of("news", String.class).key("headlines"));
		});
	}

	@Test
	void aTopicHasThePayloadsOfItsQueuesUnlessItSaysSo() {
		this.runner
			.withPropertyValues("queues.instances.billing.payload-type=" + ORDER,
					"queues.instances.shipping.payload-type=" + ORDER, "queues.topics.orders.queues=billing, shipping")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("orders", RedisTopic.class).payloadType().getType()).isEqualTo(Order.class);
				assertThat(context.getBean(DeclaredTopics.class).get("orders").queues()).containsExactly("billing",
						"shipping");
			});
	}

	@Test
	void backsOffWhenDisabled() {
		this.shop.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisTopic.class)
				.doesNotHaveBean(RedisTopicFactory.class)
				.doesNotHaveBean(TopicListeners.class));
	}

	@Test
	void backsOffWithoutSpringDataRedis() {
		this.shop.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RedisTopic.class)
				.doesNotHaveBean(RedisTopicsAutoConfiguration.class));
	}

	@Test
	void backsOffWithoutTheQueues() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RedisTopicsAutoConfiguration.class));
	}

	@Test
	void theUsersTopicFactoryWins() {
		DefaultRedisTopicFactory mine = new DefaultRedisTopicFactory(
				new DefaultRedisQueueFactory(new LettuceConnectionFactory(), new JsonPayloadConverter(), "mine"));
		this.shop.withBean("mine", RedisTopicFactory.class, () -> mine).run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisTopicFactory.class).hasBean("orders");
			assertThat(context.getBean(RedisTopicFactory.class)).isSameAs(mine);
		});
	}

	@Test
	void theFactoryStopsWithTheContext() {
		this.shop.run((context) -> {
			RedisTopicFactory factory = context.getBean(RedisTopicFactory.class);
			assertThat(factory).isInstanceOfSatisfying(DefaultRedisTopicFactory.class, (created) -> {
				assertThat(created.isRunning()).isTrue();
				context.stop();
				assertThat(created.isRunning()).isFalse();
			});
		});
	}

	@Test
	void saysThatTopicsNeedTheQueueFactoryThatIsAutoConfigured() {
		ApplicationContextRunner own = this.runner.withBean("mine", RedisQueueFactory.class,
				RedisQueuesAutoConfigurationTests.OwnFactory::new);
		own.run((context) -> assertThat(context).hasNotFailed());
		FailureAnalysis analysis = FailedStart.analysis(own.withPropertyValues("queues.topics.news.key=headlines"));
		assertThat(analysis.getDescription()).contains("Topics need the auto-configured RedisQueueFactory",
				RedisQueuesAutoConfigurationTests.OwnFactory.class.getName());
		assertThat(analysis.getAction()).contains("RedisTopicFactory bean", "queues.topics");
	}

	@Test
	void theUsersTopicWins() {
		this.shop.withUserConfiguration(OwnTopic.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean("news", RedisTopic.class).name()).isEqualTo("own");
		});
	}

	@Test
	void anotherBeanOfTheUserWinsAndAWarningSaysThatThereIsNoTopic(CapturedOutput output) {
		this.shop.withBean("news", Order.class, () -> new Order("x"))
			.run((context) -> assertThat(context.getBeanNamesForType(RedisTopic.class)).containsExactly("orders"));
		assertThat(output)
			.contains("No topic is created from queues.topics.news: the application has another bean of that name");
	}

	@Test
	void aBeanOfTheFrameworkIsNotReplaced() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withPropertyValues("queues.topics.redisQueueFactory.key=x"));
		assertThat(analysis.getDescription()).startsWith("Property queues.topics.redisQueueFactory declares a topic")
			.contains("belongs to the framework");
		assertThat(analysis.getAction()).contains("queues.topics.<new name>.key=x");
	}

	@Test
	void refusesAQueueThatTheApplicationMadeElsewhere() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner
			.withPropertyValues("queues.instances.billing.type=fifo", "queues.topics.news.queues=billing")
			.withUserConfiguration(OwnQueue.class));
		assertThat(analysis.getDescription()).startsWith("Property queues.topics.news.queues names a queue")
			.contains("'billing', which was not made by the same RedisQueueFactory");
		assertThat(analysis.getAction()).contains("RedisQueueFactory");
	}

	@Test
	void explainsThatATopicIsNotDeclared() {
		String wanted = "Parameter 0 of constructor in " + Wanting.class.getName()
				+ " requires a topic of type RedisTopic<" + ORDER + ">, but there is none. ";
		String declare = "Declare the topic: set queues.topics.<name>.payload-type=" + ORDER
				+ ", with the name of the topic.";
		FailureAnalysis analysis = FailedStart.analysis(this.runner
			.withPropertyValues("queues.topics.news.key=x", "queues.topics.counts.payload-type=java.lang.Integer")
			.withUserConfiguration(Wanting.class));
		assertThat(analysis.getDescription()).startsWith(wanted + "Declared are: ")
			.contains("queues.topics.counts (java.lang.Integer)")
			.containsPattern("queues\\.topics\\.news[,.]");
		assertThat(analysis.getAction()).isEqualTo(declare);
		FailureAnalysis ofNothing = FailedStart.analysis(this.runner.withUserConfiguration(Wanting.class));
		assertThat(ofNothing.getDescription()).isEqualTo(wanted + "Nothing is declared under queues.topics.");
		assertThat(ofNothing.getAction()).isEqualTo(declare);
		FailureAnalysis disabled = FailedStart
			.analysis(this.runner.withPropertyValues("queues.enabled=false").withUserConfiguration(Wanting.class));
		assertThat(disabled.getDescription())
			.isEqualTo(wanted + "Property queues.enabled is false, so no topic is created.");
		assertThat(disabled.getAction()).isEqualTo("Set queues.enabled=true, or define a bean of that type.");
	}

	@Test
	void writesDefinitionsThatCouldBeMadeAheadOfTime() {
		this.shop.run((context) -> {
			var definition = context.getBeanFactory().getMergedBeanDefinition("orders");
			assertThat(definition.getFactoryBeanName()).isEqualTo("redisQueuesTopicBeans");
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

		final RedisTopic<Order> anyName;

		final RedisTopic<String> qualified;

		Checkout(RedisTopic<Order> anyName, @Qualifier("news") RedisTopic<String> qualified) {
			this.anyName = anyName;
			this.qualified = qualified;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Wanting {

		Wanting(RedisTopic<Order> orders) {
			orders.name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTopic {

		@Bean
		RedisTopic<String> news(RedisTopicFactory factory) {
			return factory.create(TopicSettings.of("own", String.class));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnQueue {

		@Bean
		RedisQueue<String> billing() {
			return new DefaultRedisQueueFactory(new LettuceConnectionFactory(), new JsonPayloadConverter(), "own")
				.create(QueueSettings.of("billing", String.class));
		}

	}

}
