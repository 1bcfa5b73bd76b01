package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicSettings;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What queues, topics and locks do after their context was closed, and what becomes of
 * threads that wait meanwhile.
 */
@Timeout(60)
class ClosedContextTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private static final LockOptions WAIT_LONG = LockOptions.defaults().waitTime(LONG);

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withConfiguration(
				AutoConfigurations.of(RedisTopicsAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:closed-context", "queues.lock.namespace=queues:closed-context",
				"queues.instances.orders.type=fifo", "queues.topics.news.payload-type=java.lang.String");

	@Test
	void everyCallOfAQueueFails() {
		closing(this.runner, (context) -> {
			RedisQueue<String> queue = queue(context, "orders");
			queue.send("a");
			return callsOf(queue, queue.receive().orElseThrow());
		});
	}

	@Test
	void everyCallOfAQueueOfTheFactoryFails() {
		closing(this.runner, (context) -> {
			RedisQueueFactory factory = context.getBean(RedisQueueFactory.class);
			RedisQueue<String> used = factory.create(QueueSettings.builder("code", String.class).build());
			RedisQueue<String> unused = factory.create(QueueSettings.builder("unused", String.class).build());
			used.send("a");
			List<ThrowingCallable> calls = callsOf(used, used.receive().orElseThrow());
			calls.addAll(callsOf(unused));
			calls.add(() -> factory.create(QueueSettings.builder("late", String.class).build()).receive());
			return calls;
		});
	}

	@Test
	void everyCallOfATopicFails() {
		closing(this.runner, (context) -> {
			RedisTopicFactory factory = context.getBean(RedisTopicFactory.class);
			RedisTopic<String> topic = topic(context);
			RedisTopic<String> unused = factory.create(TopicSettings.of("unused", String.class));
			topic.publish("a");
			return new ArrayList<>(List.of(() -> topic.publish("b"), () -> topic.subscribe((message) -> {
			}), () -> unused.publish("b"), () -> unused.subscribeToMessages((message) -> {
			})));
		});
	}

	@Test
	void noLockCanBeAcquired() {
		closing(this.runner, (context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			locks.acquire("a").release();
			List<NamedLock> named = List.of(locks.readWriteLock("rw").readLock(), locks.readWriteLock("rw").writeLock(),
					locks.semaphore("s", 2));
			List<ThrowingCallable> calls = new ArrayList<>(List.of(() -> locks.tryAcquire("a"),
					() -> locks.tryAcquire("a", WAIT_LONG), () -> locks.acquire("a"),
					() -> locks.acquire("a", WAIT_LONG.fair(true)),
					() -> locks.execute("a", LockOptions.defaults(), () -> "b"), () -> locks.asLock("a").tryLock(),
					() -> locks.asLock("a").lock(), () -> locks.asLock("a").tryLock(50, TimeUnit.SECONDS)));
			named.forEach((lock) -> calls.addAll(List.of(lock::tryAcquire, () -> lock.tryAcquire(WAIT_LONG),
					lock::acquire, () -> lock.acquire(WAIT_LONG))));
			return calls;
		});
	}

	@Test
	void nothingIsDoneThroughAConnectionThatLivesOn() {
		LettuceConnectionFactory shared = RedisTestServer.shared().connectionFactory();
		ApplicationContextRunner outlived = this.runner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("shared", shared));
		closing(outlived, (context) -> {
			assertThat(context.getBean(RedisConnectionFactory.class)).isSameAs(shared);
			RedisQueue<String> queue = queue(context, "orders");
			queue.purge();
			queue.send("a");
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			List<ThrowingCallable> calls = callsOf(queue, queue.receive().orElseThrow());
			RedisTopic<String> topic = topic(context);
			calls.addAll(List.of(() -> locks.acquire("a"), () -> topic.publish("b")));
			return calls;
		});
		shared.destroy();
	}

	@Test
	void threadsThatWaitEndAtOnce() {
		this.runner.run((context) -> {
			RedisQueue<String> queue = queue(context, "orders");
			queue.purge();
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			this.runner.run((other) -> {
				other.getBean(DistributedLocks.class).acquire("held", WAIT_LONG);
				List<BlockedCall<Throwable>> waiting = List.of(blocked(() -> queue.receive(LONG)),
						blocked(() -> queue.poll(LONG)), blocked(() -> queue.receive(10, LONG)),
						blocked(() -> locks.acquire("held", WAIT_LONG)),
						blocked(() -> locks.tryAcquire("held", WAIT_LONG.fair(true))),
						blocked(() -> locks.asLock("held").lock()));
				waiting.forEach((call) -> call.awaitParked(() -> true));
				context.close();
				waiting
					.forEach((call) -> assertThat(call.atOnce()).isInstanceOf(ApplicationContextClosedException.class)
						.hasMessageContaining("application context has been closed"));
			});
		});
	}

	/**
	 * The bean is destroyed before the queues are, and waits for its thread.
	 */
	@Test
	void aBeanMayWaitForTheEndOfItsConsumerLoop() {
		this.runner.withBean(ConsumerLoop.class).run((context) -> {
			ConsumerLoop loop = context.getBean(ConsumerLoop.class);
			Awaitility.await().until(() -> loop.rounds > 0 && loop.thread.getState() != Thread.State.RUNNABLE);
			context.close();
			assertThat(loop.rounds).isEqualTo(1);
			assertThat(loop.thread.isAlive()).isFalse();
		});
	}

	private static BlockedCall<Throwable> blocked(ThrowingCallable call) {
		return new BlockedCall<>(() -> catchThrowable(call));
	}

	private static void closing(ApplicationContextRunner runner, Calls calls) {
		runner.run((context) -> {
			List<ThrowingCallable> after = calls.of(context);
			context.close();
			for (int i = 0; i < after.size(); i++) {
				assertThat(blocked(after.get(i)).atOnce()).as("call " + i)
					.isInstanceOf(ApplicationContextClosedException.class);
			}
		});
	}

	private static List<ThrowingCallable> callsOf(RedisQueue<String> queue, Delivery<String> delivery) {
		List<ThrowingCallable> calls = callsOf(queue);
		calls.addAll(List.of(delivery::ack, delivery::nack, () -> delivery.reject("a"), () -> delivery.extend(LONG),
				() -> queue.ack(List.of(delivery))));
		return calls;
	}

	private static List<ThrowingCallable> callsOf(RedisQueue<String> queue) {
		return new ArrayList<>(List.of(() -> queue.send("a"), () -> queue.sendAll(List.of("a")), queue::poll,
				() -> queue.poll(LONG), () -> queue.poll(5), () -> queue.poll(5, LONG), queue::receive,
				() -> queue.receive(LONG), () -> queue.receive(5, Duration.ZERO), () -> queue.receive(5, LONG),
				queue::peek, () -> queue.browse(0, 5), queue::size, queue::stats, () -> queue.cancel("a"), queue::purge,
				queue::pause, queue::resume, queue::isPaused, () -> queue.deadLetters().size(),
				() -> queue.deadLetters().browse(0, 5), () -> queue.deadLetters().redrive(5),
				() -> queue.deadLetters().purge()));
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> queue(ConfigurableApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<String> topic(ConfigurableApplicationContext context) {
		return context.getBean("news", RedisTopic.class);
	}

	/**
	 * Prepares calls that are made after the context was closed.
	 */
	@FunctionalInterface
	private interface Calls {

		List<ThrowingCallable> of(ConfigurableApplicationContext context);

	}

	static class ConsumerLoop implements DisposableBean {

		final Thread thread;

		volatile int rounds;

		ConsumerLoop(RedisQueue<String> queue) {
			Consumer<Throwable> end = (failure) -> assertThat(failure)
				.isInstanceOf(ApplicationContextClosedException.class);
			this.thread = new Thread(() -> end.accept(catchThrowable(() -> {
				while (!Thread.currentThread().isInterrupted()) {
					this.rounds++;
					queue.receive(Duration.ofMinutes(10));
				}
			})));
			this.thread.start();
		}

		@Override
		public void destroy() throws InterruptedException {
			this.thread.join();
		}

	}

}
