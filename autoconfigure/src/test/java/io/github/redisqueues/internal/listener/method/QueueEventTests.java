package io.github.redisqueues.internal.listener.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.QueueEvent.Dead;
import io.github.redisqueues.queue.QueueEvent.Full;
import io.github.redisqueues.queue.QueueEvent.LeaseLost;
import io.github.redisqueues.queue.QueueEvent.Paused;
import io.github.redisqueues.queue.QueueEvent.Resumed;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The application events of queues.
 */
@Timeout(60)
class QueueEventTests {

	@Test
	void noneIsPublishedByDefault() {
		runner().run((context) -> {
			RedisQueue<String> texts = ListenedContext.queue(context, "texts");
			texts.pause();
			texts.resume();
			texts.send("reject");
			await().untilAsserted(() -> assertThat(texts.deadLetters().size()).isEqualTo(1));
			assertThat(heard(context)).isEmpty();
		});
	}

	@Test
	void aPauseAndItsEndAreTold() {
		run((context, queue) -> {
			queue.pause();
			queue.resume();
			assertThat(heard(context)).containsExactly(new Paused("spare"), new Resumed("spare"));
		});
	}

	@Test
	void aSendToAFullQueueIsTold() {
		run((context, queue) -> {
			queue.sendAll(List.of("a", "b"));
			assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.sendAll(List.of("c", "d")));
			queue.trySend("e", SendOptions.defaults());
			assertThat(heard(context)).containsExactly(new Full("spare", 3, 2));
			assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("f"));
			queue.trySend("g", SendOptions.defaults());
			assertThat(heard(context)).containsExactly(new Full("spare", 3, 2), new Full("spare", 3, 1),
					new Full("spare", 3, 1));
		});
	}

	@Test
	void aDeadLetterOfAConsumerIsTold() {
		run((context, queue) -> {
			List<String> ids = queue.sendAll(List.of("a", "b"));
			queue.receive().orElseThrow().nack();
			queue.receive().orElseThrow().reject("no use");
			queue.receive().orElseThrow().nack();
			assertThat(heard(context)).hasSize(1);
			queue.receive().orElseThrow().nack();
			assertThat(heard(context)).containsExactly(new Dead("spare", ids.get(0), 2, "no use"),
					new Dead("spare", ids.get(1), 2, "max-attempts"));
		});
	}

	@Test
	void aDeadLetterOfAListenerIsTold() {
		runner().withPropertyValues("queues.events.enabled=true", "queues.instances.texts.max-attempts=2")
			.run((context) -> {
				RedisQueue<String> texts = ListenedContext.queue(context, "texts");
				String rejected = texts.send("reject");
				String failed = texts.send("fail");
				await().untilAsserted(() -> assertThat(heard(context)).hasSize(2));
				assertThat(heard(context)).contains(new Dead("texts", rejected, 1, "no use"))
					.filteredOn((event) -> ((Dead) event).id().equals(failed))
					.singleElement()
					.satisfies((event) -> {
						assertThat(((Dead) event).attempt()).isEqualTo(2);
						assertThat(((Dead) event).reason()).startsWith("max-attempts: java.lang.IllegalStateException");
					});
			});
	}

	@Test
	void aLostLeaseIsToldOnce() {
		runner().withPropertyValues("queues.events.enabled=true", "queues.instances.texts.lease-time=300ms")
			.run((context) -> {
				RedisQueue<String> texts = ListenedContext.queue(context, "texts");
				String id = texts.send("block");
				Listener listener = context.getBean(Listener.class);
				listener.begun.await();
				String key = context.getEnvironment().getProperty("queues.namespace") + ":{texts}:inflight";
				assertThat(RedisTestServer.shared().command("ZREM", key, id)).isEqualTo(1L);
				await().untilAsserted(() -> assertThat(heard(context)).containsExactly(new LeaseLost("texts", id, 1)));
				listener.release.countDown();
				texts.send("fine");
				await().untilAsserted(() -> assertThat(listener.handled).contains("fine"));
				assertThat(heard(context)).hasSize(1);
			});
	}

	@Test
	void aMessageThatItsHandlerSettlesIsNotLost() {
		runner().withPropertyValues("queues.events.enabled=true", "queues.instances.texts.lease-time=300ms")
			.run((context) -> {
				RedisQueue<String> texts = ListenedContext.queue(context, "texts");
				texts.send("ack");
				ListenedContext.awaitEmpty(context, "texts");
				Listener listener = context.getBean(Listener.class);
				await().pollDelay(Duration.ofMillis(700)).until(() -> listener.begun.getCount() == 0);
				listener.release.countDown();
				texts.send("fine");
				await().untilAsserted(() -> assertThat(listener.handled).contains("fine"));
				assertThat(heard(context)).isEmpty();
			});
	}

	@Test
	void anEventListenerThatFailsDisturbsNothing() {
		runner().withBean(Failing.class).withPropertyValues("queues.events.enabled=true").run((context) -> {
			RedisQueue<String> texts = ListenedContext.queue(context, "texts");
			texts.pause();
			texts.resume();
			texts.sendAll(List.of("reject", "fine"));
			await().untilAsserted(() -> assertThat(context.getBean(Listener.class).handled).contains("fine"));
			ListenedContext.awaitEmpty(context, "texts");
			assertThat(texts.deadLetters().size()).isEqualTo(1);
		});
	}

	private static void run(QueueTest test) {
		runner()
			.withPropertyValues("queues.events.enabled=true", "queues.instances.spare.capacity=3",
					"queues.instances.spare.max-attempts=2")
			.run((context) -> test.run(context, ListenedContext.queue(context, "spare")));
	}

	private static ApplicationContextRunner runner() {
		return ListenedContext.runner(Listener.class).withBean(Hearing.class);
	}

	private static List<QueueEvent> heard(ApplicationContext context) {
		return new ArrayList<>(context.getBean(Hearing.class).heard);
	}

	private interface QueueTest {

		void run(ApplicationContext context, RedisQueue<String> queue);

	}

	static class Hearing {

		final Queue<QueueEvent> heard = new ConcurrentLinkedQueue<>();

		@EventListener
		void on(QueueEvent event) {
			this.heard.add(event);
		}

	}

	static class Failing {

		@EventListener
		void onDead(Dead event) {
			throw new IllegalStateException("planted");
		}

		@EventListener
		void onPause(Paused event) {
			throw new AssertionError("planted");
		}

	}

	static class Listener {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		@QueueListener("texts")
		void on(Delivery<String> delivery) throws InterruptedException {
			switch (delivery.payload()) {
				case "reject" -> throw new DoNotRetry("no use");
				case "fail" -> throw new IllegalStateException("planted");
				case "block" -> await(delivery);
				case "ack" -> {
					delivery.ack();
					await(delivery);
				}
				default -> this.handled.add(delivery.payload());
			}
		}

		private void await(Delivery<String> delivery) throws InterruptedException {
			this.begun.countDown();
			this.release.await();
			this.handled.add(delivery.payload());
		}

	}

}
