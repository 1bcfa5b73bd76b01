package io.github.redisqueues.autoconfigure;

import java.util.function.Supplier;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bean of the application's wins over a queue of the same name, however it was defined
 * and whatever bean overriding is set to; the framework's beans are not replaced.
 */
@ExtendWith(OutputCaptureExtension.class)
class TakenBeanNamesTests {

	private static final RedisQueue<String> OWN = new DefaultRedisQueueFactory(new LettuceConnectionFactory(),
			new JsonPayloadConverter(), "own")
		.create(QueueSettings.of("own", String.class));

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues("queues.check-eviction-policy=false", "queues.instances.orders.type=fifo");

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aBeanMethodWins(boolean overriding) {
		this.runner.withAllowBeanDefinitionOverriding(overriding).withUserConfiguration(OwnQueue.class).run(hasOwn());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aBeanMethodOfALaterConfigurationWins(boolean overriding) {
		this.runner.withAllowBeanDefinitionOverriding(overriding)
			.withConfiguration(AutoConfigurations.of(OwnQueue.class))
			.run(hasOwn());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anAliasWins(boolean overriding) {
		this.runner.withAllowBeanDefinitionOverriding(overriding).withUserConfiguration(OwnAlias.class).run(hasOwn());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aFunctionalBeanWins(boolean overriding) {
		this.runner.withAllowBeanDefinitionOverriding(overriding).withInitializer((context) -> {
			@SuppressWarnings("unchecked")
			Class<RedisQueue<String>> type = (Class<RedisQueue<String>>) (Class<?>) RedisQueue.class;
			((GenericApplicationContext) context).registerBean("orders", type,
					(Supplier<RedisQueue<String>>) () -> OWN);
		}).run(hasOwn());
	}

	@Test
	void aSingletonWins() {
		this.runner.withInitializer((context) -> context.getBeanFactory().registerSingleton("orders", OWN))
			.run(hasOwn());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aBeanOfAPostProcessorWins(boolean overriding) {
		this.runner.withAllowBeanDefinitionOverriding(overriding)
			.withUserConfiguration(OwnPostProcessor.class)
			.run(hasOwn());
	}

	@Test
	void aComponentWinsAndAWarningSaysThatThereIsNoQueue(CapturedOutput output) {
		this.runner.withUserConfiguration(WithComponent.class).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(RedisQueue.class);
			assertThat(context.getBean("orders")).isInstanceOf(Orders.class);
		});
		assertThat(output).contains(
				"No queue is created from queues.instances.orders: the application has another bean of that name, a "
						+ Orders.class.getName(),
				"Rename one of the two.");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anAutoConfiguredBeanIsNotReplaced(boolean overriding) {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withAllowBeanDefinitionOverriding(overriding)
			.withPropertyValues("queues.instances.stringRedisTemplate.type=fifo",
					"queues.instances.stringRedisTemplate.key=texts"));
		assertThat(analysis.getDescription())
			.startsWith("Property queues.instances.stringRedisTemplate declares a queue 'stringRedisTemplate',")
			.contains("a bean of that name belongs to the framework",
					"org.springframework.data.redis.core.StringRedisTemplate of", "DataRedisAutoConfiguration");
		assertThat(analysis.getAction())
			.isEqualTo("Rename the queue. To keep its name in Redis, set" + " queues.instances.<new name>.key=texts.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "redisConnectionFactory", "redisQueueFactory", "redisQueuesBeans", "environment",
			"systemProperties", "systemEnvironment", "messageSource", "conversionService", "lifecycleProcessor" })
	void namesOfTheFrameworkAreRefused(String name) {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withPropertyValues("queues.instances." + name + ".type=fifo"));
		assertThat(analysis.getDescription()).startsWith("Property queues.instances." + name + " declares a queue")
			.contains("belongs to the framework");
	}

	@Test
	void aBeanThatIsDefinedAfterUsIsExplainedBySpringBoot() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor((beanFactory) -> ((BeanDefinitionRegistry) beanFactory)
					.registerBeanDefinition("orders", new RootBeanDefinition(Object.class)))));
		assertThat(analysis.getDescription()).contains("property queues.instances.orders");
	}

	private static ContextConsumer<AssertableApplicationContext> hasOwn() {
		return (context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(RedisQueue.class);
			assertThat(context.getBean("orders")).isSameAs(OWN);
		};
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnQueue {

		@Bean
		RedisQueue<String> orders() {
			return OWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnAlias {

		@Bean({ "ordersQueue", "orders" })
		RedisQueue<String> ordersQueue() {
			return OWN;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPostProcessor {

		@Bean
		static BeanDefinitionRegistryPostProcessor registersOrders() {
			return new BeanDefinitionRegistryPostProcessor() {

				@Override
				public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
					RootBeanDefinition definition = new RootBeanDefinition(RedisQueue.class, () -> OWN);
					registry.registerBeanDefinition("orders", definition);
				}

				@Override
				public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Orders.class)
	static class WithComponent {

	}

	@Component("orders")
	static class Orders {

	}

}
