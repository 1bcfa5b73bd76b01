package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Listeners of beans whose definition does not tell that they have any.
 */
@Timeout(60)
class HiddenListenerTests {

	private static final List<String> heard = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:hidden-" + UUID.randomUUID(), "queues.instances.orders.type=fifo",
				"queues.topics.news.payload-type=java.lang.String");

	@BeforeEach
	void clear() {
		heard.clear();
	}

	static Stream<Class<?>> found() {
		return Stream.of(LazyInterface.class, LazySuperclass.class, LazyLambda.class, LazyComponent.class,
				OfFactoryBean.class, Scoped.class, Eager.class);
	}

	@ParameterizedTest
	@MethodSource("found")
	void isFoundAtTheStart(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			awaitHeard(context);
		});
	}

	static Stream<Class<?>> foundLater() {
		return Stream.of(LazyByOthers.class, OfFactoryBeanByOthers.class);
	}

	@ParameterizedTest
	@MethodSource("foundLater")
	void isFoundWhenItsBeanIsCreated(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean("handler");
			awaitHeard(context);
		});
	}

	@Test
	void isFoundInWhatAFactoryBeanHasCreatedBefore() {
		this.runner.withUserConfiguration(OfFactoryBeanByOthers.class)
			.withBean(User.class)
			.run(HiddenListenerTests::awaitHeard);
	}

	@Test
	void ofAPrototypeIsRefused() {
		this.runner.withUserConfiguration(Prototype.class)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("not a singleton"));
		this.runner.withUserConfiguration(PrototypeByOthers.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThatException().isThrownBy(() -> context.getBean("handler"))
				.havingRootCause()
				.withMessageContaining("not a singleton");
		});
	}

	@Test
	void otherLazyBeansStayUncreated() {
		this.runner.withUserConfiguration(Unrelated.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanFactory().containsSingleton("unrelated")).isFalse();
		});
	}

	@SuppressWarnings("unchecked")
	private static void awaitHeard(AssertableApplicationContext context) {
		RedisQueue<String> queue = context.getBean("orders", RedisQueue.class);
		queue.send("order");
		context.getBean("news", RedisTopic.class).publish("news");
		Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("order", "news"));
	}

	interface Handler {

		void on(String message);

		void hear(String message);

	}

	abstract static class Base {

	}

	static class Implementation extends Base implements Handler {

		@Override
		@QueueListener("orders")
		public void on(String message) {
			heard.add(message);
		}

		@Override
		@TopicListener("news")
		public void hear(String message) {
			heard.add(message);
		}

	}

	static class Other {

		static Handler handler() {
			return new Implementation();
		}

	}

	record User(Handler handler) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Eager {

		@Bean
		Handler handler() {
			return Other.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyInterface {

		@Bean
		@Lazy
		Handler handler() {
			return new Implementation();
		}

	}

	@Configuration
	static class LazySuperclass {

		@Bean
		@Lazy
		Base handler() {
			return new Implementation();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyLambda {

		@Bean
		@Lazy
		static Handler handler() {
			return Stream.of(1).map((one) -> new Implementation()).toList().get(0);
		}

	}

	@Lazy
	static class LazyComponent extends Implementation {

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyByOthers {

		@Bean
		@Lazy
		Handler handler() {
			return Other.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFactoryBean {

		@Bean
		FactoryBean<Handler> handler() {
			return new HandlerFactory();
		}

	}

	static class HandlerFactory implements FactoryBean<Handler> {

		@Override
		public Handler getObject() {
			return new Implementation();
		}

		@Override
		public Class<?> getObjectType() {
			return Handler.class;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfFactoryBeanByOthers {

		@Bean
		FactoryBean<Handler> handler() {
			return new FactoryBean<>() {

				@Override
				public Handler getObject() {
					return Other.handler();
				}

				@Override
				public Class<?> getObjectType() {
					return Handler.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		static CustomScopeConfigurer scope() {
			CustomScopeConfigurer scopes = new CustomScopeConfigurer();
			scopes.addScope("thread", new SimpleThreadScope());
			return scopes;
		}

		@Bean
		@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.INTERFACES)
		Handler handler() {
			return new Implementation();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Prototype {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		Handler handler() {
			return new Implementation();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeByOthers {

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		Handler handler() {
			return Other.handler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unrelated {

		@Bean
		@Lazy
		Runnable unrelated() {
			return new Task();
		}

	}

	static class Task implements Runnable {

		@Override
		public void run() {
		}

	}

}
