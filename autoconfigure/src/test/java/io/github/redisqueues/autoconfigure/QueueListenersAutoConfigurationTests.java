package io.github.redisqueues.autoconfigure;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainerFactory;
import io.github.redisqueues.internal.listener.DefaultQueueListenerRegistry;
import io.github.redisqueues.internal.listener.method.QueueListenerMethodProcessor;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.CircuitBreaker.Scope;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What listeners are made with, where nobody listens yet: the port answers nobody.
 */
class QueueListenersAutoConfigurationTests {

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withPropertyValues("spring.data.redis.port=1", "queues.check-eviction-policy=false",
				"queues.listener.auto-startup=false", "queues.instances.texts.type=fifo",
				"queues.instances.others.type=fifo");

	@Test
	void costsNothingWhenNobodyListens() {
		FailedStart.listenersRunner().withPropertyValues("spring.data.redis.port=1").run((context) -> {
			assertThat(context).hasSingleBean(QueueListenerRegistry.class)
				.hasSingleBean(QueueListenerContainerFactory.class);
			assertThat(context.getBean(QueueListenerRegistry.class).containers()).isEmpty();
			assertThat(context.getBeanFactory().containsSingleton("redisQueueFactory")).isFalse();
		});
	}

	@Test
	void leavesEverythingElseAsTheSettingsHaveIt() {
		FailedStart.listenersRunner()
			.withPropertyValues("spring.data.redis.port=1", "queues.instances.texts.type=fifo")
			.run((context) -> {
				ListenerSettings settings = context.getBean(ListenerSettingsReader.class).builder("texts").build();
				assertThat(settings)
					.isEqualTo(ListenerSettings.builder().shutdownTimeout(Duration.ofSeconds(28)).build());
				ListenerProperties properties = context.getBean(ListenerProperties.class);
				assertThat(properties.enabled()).isTrue();
				assertThat(properties.common()).isEqualTo(new ListenerProperties.Instance(settings.autoStartup(),
						settings.concurrency().toString(), settings.batchSize(), null, List.of(),
						new ListenerProperties.CircuitBreaker(null, null, null, null)));
			});
	}

	@Test
	void takesEverythingFromTheProperties() {
		this.runner.withBean("listener", Listener.class)
			.withPropertyValues("queues.listener.concurrency=2-8", "queues.listener.batch-size=50",
					"queues.listener.time-limit=20s",
					"queues.listener.do-not-retry=java.io.IOException,java.lang.Error",
					"queues.listener.shutdown-timeout=5s")
			.run((context) -> {
				ListenerSettings settings = settings(context, "listener.onBatch");
				assertThat(settings.concurrency()).isEqualTo(new Concurrency(2, 8));
				assertThat(settings.batchSize()).isEqualTo(50);
				assertThat(settings.timeLimit()).hasSeconds(20);
				assertThat(settings.doNotRetry()).containsExactly(IOException.class, Error.class);
				assertThat(settings.shutdownTimeout()).hasSeconds(5);
				assertThat(settings.autoStartup()).isFalse();
				assertThat(settings.acknowledgement()).isEqualTo(Acknowledgement.ON_RETURN);
			});
	}

	@Test
	void whatIsNearerComesFirst() {
		this.runner.withBean("listener", Listener.class)
			.withPropertyValues("queues.listener.concurrency=2", "queues.listener.batch-size=20",
					"queues.listener.time-limit=2s", "queues.listener.do-not-retry=java.io.IOException",
					"queues.instances.texts.listener.concurrency=3", "queues.instances.texts.listener.batch-size=30",
					"queues.instances.texts.listener.time-limit=3s",
					"queues.instances.texts.listener.auto-startup=false",
					"queues.instances.texts.listener.do-not-retry=java.lang.Error")
			.run((context) -> {
				assertThat(settings(context, "listener.onBatch")).satisfies((settings) -> {
					assertThat(settings.concurrency()).hasToString("3");
					assertThat(settings.batchSize()).isEqualTo(30);
					assertThat(settings.timeLimit()).hasSeconds(3);
					assertThat(settings.doNotRetry()).containsExactly(Error.class);
				});
				assertThat(settings(context, "listener.onOther")).satisfies((settings) -> {
					assertThat(settings.concurrency()).hasToString("2");
					assertThat(settings.timeLimit()).hasSeconds(2);
					assertThat(settings.doNotRetry()).containsExactly(IOException.class);
				});
				assertThat(settings(context, "says-all")).satisfies((settings) -> {
					assertThat(settings.concurrency()).hasToString("4-6");
					assertThat(settings.batchSize()).isEqualTo(40);
					assertThat(settings.timeLimit()).isZero();
					assertThat(settings.autoStartup()).isFalse();
				});
			});
	}

	@Test
	void aQueueMayChangeEachKeyOfTheCircuitBreaker() {
		this.runner.withBean("listener", Listener.class)
			.withPropertyValues("queues.listener.circuit-breaker.failures=5",
					"queues.listener.circuit-breaker.exceptions=java.io.IOException",
					"queues.listener.circuit-breaker.scope=fleet",
					"queues.instances.others.listener.circuit-breaker.scope=process",
					"queues.instances.texts.listener.circuit-breaker.open-for=10s")
			.run((context) -> {
				assertThat(settings(context, "listener.onBatch").circuitBreaker())
					.contains(new CircuitBreaker(5, Duration.ofSeconds(10), List.of(IOException.class), Scope.FLEET));
				assertThat(settings(context, "listener.onOther").circuitBreaker())
					.contains(new CircuitBreaker(5, Duration.ofSeconds(30), List.of(IOException.class)));
			});
		this.runner.withBean("listener", Listener.class)
			.run((context) -> assertThat(settings(context, "listener.onBatch").circuitBreaker()).isEmpty());
	}

	@Test
	void annotationsStartListenersThatThePropertiesDoNot() {
		this.runner.withBean("starting", Starting.class).run((context) -> {
			QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
			assertThat(registry.containers("starting.on").get(0).isRunning()).isTrue();
		});
	}

	@Test
	void stopsWithinThePhaseOfTheShutdown() {
		assertThat(shutdownTimeout("spring.lifecycle.timeout-per-shutdown-phase=5s")).hasMillis(4500);
		assertThat(shutdownTimeout("spring.lifecycle.timeout-per-shutdown-phase=2m")).hasSeconds(118);
		assertThat(shutdownTimeout("queues.listener.shutdown-timeout=30s")).hasSeconds(30);
		assertThat(shutdownTimeout("queues.listener.shutdown-timeout=0s")).isZero();
	}

	@Test
	void theOnlyOrPrimaryErrorHandlerDecides() {
		this.runner.withBean("listener", Listener.class).withUserConfiguration(Patient.class).run((context) -> {
			assertThat(settings(context, "listener.onBatch").errorHandler()).isSameAs(context.getBean("patient"));
			assertThat(settings(context, "says-all").errorHandler()).isSameAs(context.getBean("patient"));
		});
		this.runner.withBean("listener", Listener.class)
			.withUserConfiguration(Patient.class, Strict.class, First.class)
			.withPropertyValues("handler=patient")
			.run((context) -> {
				assertThat(settings(context, "listener.onBatch").errorHandler()).isSameAs(context.getBean("first"));
				assertThat(settings(context, "says-all").errorHandler()).isSameAs(context.getBean("patient"));
			});
	}

	@Test
	void severalErrorHandlersHaveToBeToldApart() {
		FailureAnalysis analysis = FailedStart.analysis(
				this.runner.withBean("listener", Listener.class).withUserConfiguration(Patient.class, Strict.class));
		assertThat(analysis.getDescription()).contains("several ErrorHandler beans", "patient, strict");
		assertThat(analysis.getAction()).contains("@Primary", "errorHandler = ");
		this.runner.withBean("starting", Named.class)
			.withUserConfiguration(Patient.class, Strict.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void explainsAWrongAnnotation() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withBean("wrong", Wrong.class));
		assertThat(analysis.getDescription())
			.contains("Wrong.on(Integer) of bean 'wrong'", "the payloads of queue 'texts'")
			.endsWith("java.lang.String.");
		assertThat(analysis.getAction()).contains("Delivery<String>");
	}

	@Test
	void virtualThreadsAreAskedForWhereThereAreAny() {
		this.runner.withBean("listener", Listener.class)
			.run((context) -> assertThat(settings(context, "says-all").virtualThreads()).isFalse());
		this.runner.withBean("listener", Listener.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(settings(context, "says-all").virtualThreads())
				.isEqualTo(Runtime.version().feature() >= 21));
	}

	@Test
	void theApplicationsOwnBeansWin() {
		this.runner.withBean("listener", Listener.class).withUserConfiguration(Own.class).run((context) -> {
			assertThat(context).hasSingleBean(QueueListenerRegistry.class)
				.hasSingleBean(QueueListenerContainerFactory.class);
			assertThat(settings(context, "listener.onBatch").concurrency()).hasToString("7");
		});
	}

	@Test
	void knowsContainersThatAreBeans() {
		this.runner.withUserConfiguration(Container.class)
			.withPropertyValues("queues.instances.texts.listener.concurrency=3")
			.run((context) -> {
				QueueListenerContainer<?> container = context.getBean(QueueListenerContainer.class);
				QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
				assertThat(registry.containers("in-code")).hasSize(1).first().isSameAs(container);
				assertThat(container.settings().concurrency()).hasToString("3");
				assertThat(container.isRunning()).isFalse();
				registry.start("in-code");
				assertThat(container.isRunning()).isTrue();
			});
	}

	@Test
	void aContainerAndAMethodMayNotHaveOneId() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withUserConfiguration(Container.class).withBean(SameId.class));
		assertThat(analysis.getDescription()).contains("queue 'texts' already has a listener with that id");
		assertThat(analysis.getAction()).contains("its own id");
	}

	@Test
	void callsNoMethodWhenDisabled() {
		this.runner.withBean(Wrong.class)
			.withUserConfiguration(Container.class)
			.withPropertyValues("queues.listener.enabled=false")
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(QueueListenerMethodProcessor.class);
				assertThat(context.getBean(QueueListenerRegistry.class).containers()).hasSize(1);
			});
	}

	@Test
	void backsOffWithTheQueues() {
		this.runner.withBean(Wrong.class)
			.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(QueueListenerRegistry.class)
				.doesNotHaveBean(QueueListenerMethodProcessor.class));
		this.runner.withBean(Wrong.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueueListenerRegistry.class));
	}

	@Test
	void worksWithoutReactorAndTransactions() {
		this.runner.withBean("listener", Listener.class)
			.withClassLoader(
					new FilteredClassLoader("reactor", "org.reactivestreams", "org.springframework.transaction"))
			.run((context) -> assertThat(settings(context, "says-all").concurrency()).hasToString("4-6"));
	}

	private Duration shutdownTimeout(String property) {
		Duration[] timeout = new Duration[1];
		this.runner.withBean("listener", Listener.class)
			.withPropertyValues(property)
			.run((context) -> timeout[0] = settings(context, "says-all").shutdownTimeout());
		return timeout[0];
	}

	private static ListenerSettings settings(ApplicationContext context, String id) {
		return context.getBean(QueueListenerRegistry.class).containers(id).get(0).settings();
	}

	static class Listener {

		@QueueListener("texts")
		void onBatch(List<String> texts) {
		}

		@QueueListener("others")
		void onOther(String text) {
		}

		@QueueListener(value = "texts", id = "says-all", concurrency = "4-6", batchSize = "${no.such:40}",
				timeLimit = "0", autoStartup = "false", errorHandler = "${handler:}")
		void onAll(List<String> texts) {
		}

	}

	static class Starting {

		@QueueListener(value = "texts", autoStartup = "true")
		void on(String text) {
		}

	}

	static class Named {

		@QueueListener(value = "texts", errorHandler = "strict")
		void on(String text) {
		}

	}

	static class Wrong {

		@QueueListener("texts")
		void on(Integer text) {
		}

	}

	static class SameId {

		@QueueListener(value = "texts", id = "in-code")
		void on(String text) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Patient {

		@Bean
		ErrorHandler patient() {
			return (delivery, failure, suggested) -> suggested;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Strict {

		@Bean
		ErrorHandler strict() {
			return (delivery, failure, suggested) -> suggested;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class First {

		@Bean
		@Primary
		ErrorHandler first() {
			return (delivery, failure, suggested) -> suggested;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		QueueListenerRegistry mine() {
			return new DefaultQueueListenerRegistry();
		}

		@Bean
		QueueListenerContainerFactory myFactory() {
			return new DefaultQueueListenerContainerFactory(
					(queue) -> ListenerSettings.builder().concurrency(7).autoStartup(false),
					() -> (delivery, failure, suggested) -> suggested);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Container {

		@Bean
		QueueListenerContainer<String> container(QueueListenerContainerFactory containers, RedisQueue<String> texts) {
			return containers.create("in-code", texts, (delivery) -> {
			});
		}

	}

}
