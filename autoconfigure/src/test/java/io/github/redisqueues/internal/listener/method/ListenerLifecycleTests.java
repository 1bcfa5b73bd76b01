package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * When methods are called, and when no longer.
 */
class ListenerLifecycleTests {

	@Test
	void listenersAreStartedAndStoppedByTheirIds() {
		ListenedContext.runner(Recorder.class).run((context) -> {
			Recorder recorder = context.getBean(Recorder.class);
			QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
			registry.stop("texts");
			ListenedContext.queue(context, "texts").send("later");
			ListenedContext.queue(context, "numbers").send(1);
			await().untilAsserted(() -> assertThat(recorder.heard).containsExactly("1"));
			assertThat(ListenedContext.queue(context, "texts").stats().ready()).isEqualTo(1);
			registry.start("texts");
			await().untilAsserted(() -> assertThat(recorder.heard).containsExactly("1", "later"));
			assertThatIllegalArgumentException().isThrownBy(() -> registry.stop("text"))
				.withMessageContaining("[texts, recorder.onNumber]");
		});
	}

	@Test
	void listenersArePausedAndResumedByTheirIds() {
		ListenedContext.runner(Recorder.class).run((context) -> {
			Recorder recorder = context.getBean(Recorder.class);
			QueueListenerRegistry registry = context.getBean(QueueListenerRegistry.class);
			registry.pause("texts");
			ListenedContext.queue(context, "texts").send("later");
			ListenedContext.queue(context, "numbers").send(1);
			await().untilAsserted(() -> assertThat(recorder.heard).containsExactly("1"));
			assertThat(ListenedContext.queue(context, "texts").size()).isEqualTo(1);
			registry.resume("texts");
			await().untilAsserted(() -> assertThat(recorder.heard).containsExactly("1", "later"));
		});
	}

	@Test
	void whatRunsAtTheShutdownIsFinishedWhileTheQueuesStillWork() {
		String namespace = "queues.namespace=queues:listened-" + UUID.randomUUID();
		ListenedContext.runner(Finishing.class).withPropertyValues(namespace).run((context) -> {
			Finishing bean = context.getBean(Finishing.class);
			RedisQueue<String> texts = ListenedContext.queue(context, "texts");
			texts.send("last");
			await().untilAsserted(() -> assertThat(bean.begun).hasValue(1));
			((ConfigurableApplicationContext) context.getSourceApplicationContext()).close();
			assertThat(bean.ended).hasValue("queues run");
		});
		ListenedContext.runner().withPropertyValues(namespace).run((context) -> {
			assertThat(ListenedContext.queue(context, "texts").size()).isZero();
			assertThat(ListenedContext.queue(context, "numbers").peek()).contains(7);
		});
	}

	@Test
	void anApplicationThatDoesNotStartLeavesNoThreads() {
		AtomicLong threadsBefore = new AtomicLong();
		ListenedContext.runner(LongGone.class).withBean(Failing.class, () -> new Failing(() -> {
			await().untilAsserted(() -> assertThat(threadsOf("long-gone")).isPositive());
			threadsBefore.set(threadsOf("long-gone"));
			throw new IllegalStateException("no start");
		})).run((context) -> assertThat(context).hasFailed());
		assertThat(threadsBefore).hasPositiveValue();
		await().untilAsserted(() -> assertThat(threadsOf("long-gone")).isZero());
	}

	@Test
	void workersAreVirtualThreadsWhereThereAreAny() {
		ListenedContext.runner(OnThread.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				ListenedContext.queue(context, "texts").send("where");
				AtomicReference<Boolean> virtual = context.getBean(OnThread.class).virtual;
				await().untilAsserted(() -> assertThat(virtual).hasValue(Runtime.version().feature() >= 21));
			});
	}

	@Test
	void whatTheErrorHandlerOfTheAnnotationSaysIsDone() {
		ListenedContext.runner(Failures.class)
			.withBean("forgiving", ErrorHandler.class,
					() -> (delivery, failure, suggested) -> FailureAction
						.deadLetter("forgiven " + failure.getMessage()))
			.run((context) -> {
				RedisQueue<String> texts = ListenedContext.queue(context, "texts");
				texts.send("one");
				await().untilAsserted(() -> assertThat(texts.deadLetters().size()).isEqualTo(1));
				assertThat(texts.deadLetters().browse(0, 1).get(0).reason()).isEqualTo("forgiven one");
			});
	}

	private static long threadsOf(String id) {
		return Thread.getAllStackTraces().keySet().stream().filter((thread) -> thread.getName().startsWith(id)).count();
	}

	static class Recorder {

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@QueueListener(value = "texts", id = "texts")
		void on(String text) {
			this.heard.add(text);
		}

		@QueueListener("numbers")
		void onNumber(int number) {
			this.heard.add(String.valueOf(number));
		}

	}

	static class Finishing {

		final AtomicInteger begun = new AtomicInteger();

		final AtomicReference<String> ended = new AtomicReference<>();

		private final ConfigurableApplicationContext context;

		private final RedisQueueFactory factory;

		private final RedisQueue<Integer> numbers;

		Finishing(ConfigurableApplicationContext context, RedisQueueFactory factory, RedisQueue<Integer> numbers) {
			this.context = context;
			this.factory = factory;
			this.numbers = numbers;
		}

		@QueueListener("texts")
		void on(String text) {
			this.begun.incrementAndGet();
			await().until(this.context::isClosed);
			this.numbers.send(7);
			this.ended.set(((Lifecycle) this.factory).isRunning() ? "queues run" : "queues have stopped");
		}

	}

	static class LongGone {

		@QueueListener(value = "texts", id = "long-gone", concurrency = "3")
		void on(String text) {
		}

	}

	static class OnThread {

		final AtomicReference<Boolean> virtual = new AtomicReference<>();

		@QueueListener("texts")
		void on(String text) {
			Method isVirtual = ReflectionUtils.findMethod(Thread.class, "isVirtual");
			this.virtual.set(isVirtual != null
					&& Boolean.TRUE.equals(ReflectionUtils.invokeMethod(isVirtual, Thread.currentThread())));
		}

	}

	static class Failures {

		@QueueListener(value = "texts", errorHandler = "forgiving")
		void on(String text) {
			throw new IllegalStateException(text);
		}

	}

	/**
	 * Starts after the listeners.
	 */
	static final class Failing implements SmartLifecycle {

		private final Runnable start;

		Failing(Runnable start) {
			this.start = start;
		}

		@Override
		public void start() {
			this.start.run();
		}

		@Override
		public void stop() {
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
