package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerInterceptor;
import io.github.redisqueues.listener.TimeLimitExceeded;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Interceptors around the handlers of listeners.
 */
@Timeout(60)
class ListenerInterceptorTests {

	@Test
	void theyAreCalledInTheirOrder() {
		run(Ordered.class, (context, texts, events) -> {
			String id = texts.send("text", SendOptions.defaults().header("tenant", "7"));
			await().untilAsserted(() -> assertThat(events).containsExactly("outer 7",
					"inner interceptorTests.on texts " + id, "handled text", "inner end", "outer end"));
			ListenedContext.awaitEmpty(context, "texts");
		});
	}

	@Test
	void aContainerMadeInCodeHasThemToo() {
		run(Ordered.class, (context, texts, events) -> {
			RedisQueue<Object> numbers = ListenedContext.queue(context, "numbers");
			QueueListenerContainer<Object> container = context.getBean(QueueListenerContainerFactory.class)
				.createForBatches("coded", numbers,
						(deliveries) -> events.add("handled " + deliveries.get(0).payload()));
			numbers.send(5);
			container.start();
			await().untilAsserted(() -> assertThat(events).contains("handled 5").endsWith("outer end"));
			assertThat(events).anySatisfy((event) -> assertThat(event).startsWith("inner coded numbers "));
			container.stop();
		});
	}

	@Test
	void anExceptionIsAFailureOfTheHandler() {
		run(Refusing.class, (context, texts, events) -> {
			texts.sendAll(List.of("refused", "fine"));
			await().untilAsserted(() -> assertThat(texts.deadLetters().browse(0, 5)).extracting(DeadLetter::reason)
				.containsExactly("not this one"));
			await().untilAsserted(() -> assertThat(events).containsExactly("handled fine"));
			ListenedContext.awaitEmpty(context, "texts");
		});
	}

	@Test
	void oneMaySkipTheHandlerOrCallItAgain() {
		run(Repeating.class, (context, texts, events) -> {
			texts.sendAll(List.of("skip", "failing twice"));
			await().untilAsserted(() -> assertThat(events).containsExactly("handled failing twice",
					"handled failing twice", "handled failing twice"));
			ListenedContext.awaitEmpty(context, "texts");
			assertThat(texts.deadLetters().size()).isZero();
		});
	}

	@Test
	void theyAreInsideTheTimeLimit() {
		run(Slow.class, (context, texts, events) -> {
			texts.send("slow");
			await().untilAsserted(() -> assertThat(events).containsExactly(TimeLimitExceeded.class.getSimpleName()));
			assertThat(texts.deadLetters().size()).isEqualTo(1);
		});
	}

	private static void run(Class<?> configuration, Test3 test) {
		ApplicationContextRunner runner = ListenedContext.runner()
			.withBean("interceptorTests", Listener.class)
			.withUserConfiguration(configuration)
			.withPropertyValues("queues.listener.time-limit=1s");
		runner.run((context) -> test.run(context, ListenedContext.queue(context, "texts"),
				context.getBean(Listener.class).events));
	}

	private interface Test3 {

		void run(ApplicationContext context, RedisQueue<String> texts, Queue<String> events);

	}

	static class Listener {

		final Queue<String> events = new ConcurrentLinkedQueue<>();

		@QueueListener("texts")
		void on(String text) {
			this.events.add("handled " + text);
			if (text.equals("failing twice") && this.events.size() < 3) {
				throw new IllegalStateException("once more");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		@Order(2)
		QueueListenerInterceptor inner(Listener listener) {
			return (handling) -> {
				listener.events.add("inner " + handling.listenerId() + " " + handling.queue().name() + " "
						+ handling.deliveries().get(0).id());
				handling.proceed();
				listener.events.add("inner end");
			};
		}

		@Bean
		@Order(1)
		QueueListenerInterceptor outer(Listener listener) {
			return (handling) -> {
				List<Delivery<?>> deliveries = handling.deliveries();
				assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(deliveries::clear);
				listener.events.add("outer " + deliveries.get(0).headers().get("tenant"));
				handling.proceed();
				listener.events.add("outer end");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Refusing {

		@Bean
		QueueListenerInterceptor refusing() {
			return (handling) -> {
				if (handling.deliveries().get(0).payload().equals("refused")) {
					throw new DoNotRetry("not this one");
				}
				handling.proceed();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Repeating {

		@Bean
		QueueListenerInterceptor repeating() {
			return (handling) -> {
				for (int i = 0; !handling.deliveries().get(0).payload().equals("skip") && i < 3; i++) {
					try {
						handling.proceed();
						return;
					}
					catch (IllegalStateException ex) {
						// Once more
					}
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Slow {

		@Bean
		QueueListenerInterceptor slow() {
			return (handling) -> new CountDownLatch(1).await();
		}

		@Bean
		ErrorHandler errorHandler(Listener listener) {
			return (delivery, failure, suggested) -> {
				listener.events.add(failure.getClass().getSimpleName());
				return FailureAction.deadLetter("slow");
			};
		}

	}

}
