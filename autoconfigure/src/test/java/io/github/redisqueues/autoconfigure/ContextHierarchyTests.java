package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Contexts with a parent: what an annotation declares belongs to the context that
 * declares it.
 */
@Timeout(60)
class ContextHierarchyTests {

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withConfiguration(
				AutoConfigurations.of(RedisTopicsAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:hierarchy", "queues.lock.namespace=queues:hierarchy",
				"queues.instances.parents.type=fifo", "queues.instances.childs.type=fifo",
				"queues.topics.news.payload-type=java.lang.String");

	@Test
	void aListenerEndsWithTheContextThatDeclaresItAndCanBeStartedAgain() {
		this.runner.run((parent) -> {
			RedisQueue<String> queue = queue(parent, "childs");
			queue.purge();
			for (String message : List.of("first", "second")) {
				List<String> heard = new CopyOnWriteArrayList<>();
				child(parent).withBean("listener", Listener.class, () -> new Listener(heard)).run((child) -> {
					assertThat(child).hasNotFailed();
					assertThat(registered(child)).containsExactly("listener.on");
					queue.send(message);
					Awaitility.await().until(() -> heard.contains(message));
				});
				assertThat(registered(parent)).isEmpty();
				queue.send("between");
				assertThat(queue.poll()).contains("between");
				assertThat(heard).containsExactly(message);
			}
		});
	}

	@Test
	void theParentsListenersGoOnBesideTheChilds() {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.runner.withBean("listener", ParentListener.class, () -> new ParentListener(heard)).run((parent) -> {
			List<String> childs = new CopyOnWriteArrayList<>();
			child(parent).withBean("listener", Listener.class, () -> new Listener(childs)).run((child) -> {
				assertThat(child).hasNotFailed();
				queue(child, "parents").send("during");
				queue(child, "childs").send("child");
				Awaitility.await().until(() -> heard.contains("during") && childs.contains("child"));
			});
			queue(parent, "parents").send("afterwards");
			Awaitility.await().until(() -> heard.contains("afterwards"));
		});
	}

	@Test
	void aTopicListenerEndsWithTheContextThatDeclaresIt() {
		List<String> heard = new CopyOnWriteArrayList<>();
		this.runner.withBean("listener", ParentListener.class, () -> new ParentListener(heard)).run((parent) -> {
			List<String> childs = new CopyOnWriteArrayList<>();
			child(parent).withBean("listener", Listener.class, () -> new Listener(childs)).run((child) -> {
				assertThat(child).hasNotFailed();
				topic(parent).publish("both");
				Awaitility.await().until(() -> heard.contains("both") && childs.contains("both"));
			});
			topic(parent).publish("parent");
			Awaitility.await().until(() -> heard.contains("parent"));
			assertThat(childs).containsExactly("both");
		});
	}

	@Test
	void aScheduleEndsWithTheContextThatDeclaresIt() {
		this.runner.run((parent) -> {
			QueueSchedules[] schedules = new QueueSchedules[1];
			child(parent)
				.withPropertyValues("queues.instances.childs.schedules.often.every=1s",
						"queues.instances.childs.schedules.often.payload=tick")
				.run((child) -> {
					schedules[0] = child.getBean(QueueSchedules.class);
					assertThat(schedules[0].isRunning()).isTrue();
				});
			assertThat(schedules[0].isRunning()).isFalse();
			assertThat(parent).doesNotHaveBean(QueueSchedules.class);
		});
	}

	@Test
	void locksOfTheParentOutliveTheChildThatUsesThem() {
		this.runner.run((parent) -> {
			DistributedLocks locks = parent.getBean(DistributedLocks.class);
			child(parent).withBean(Locked.class).run((child) -> {
				assertThat(child).hasNotFailed();
				assertThat(child.getBean(DistributedLocks.class)).isSameAs(locks);
				assertThat(child.getBean(Locked.class).current()).isEqualTo("hierarchy");
			});
			try (LockHandle hold = locks.acquire("hierarchy")) {
				assertThat(hold.isHeld()).isTrue();
			}
		});
	}

	@Test
	void aListenerUsesWhatItsOwnContextDefines() {
		ErrorHandler handler = (delivery, failure, suggested) -> suggested;
		this.runner.run((parent) -> child(parent).withBean(ErrorHandler.class, () -> handler)
			.withPropertyValues("queues.listener.concurrency=3", "queues.listener.auto-startup=false")
			.withBean("listener", Listener.class, () -> new Listener(new CopyOnWriteArrayList<>()))
			.run((child) -> {
				QueueListenerContainer<?> container = child.getBean(QueueListenerRegistry.class)
					.containers()
					.iterator()
					.next();
				assertThat(container.settings().errorHandler()).isSameAs(handler);
				assertThat(container.settings().concurrency().max()).isEqualTo(3);
			}));
	}

	@Test
	void aContainerFactoryThatTheParentDefinesIsUsedByTheChild() {
		QueueListenerContainerFactory own = mock(QueueListenerContainerFactory.class);
		this.runner.withBean("own", QueueListenerContainerFactory.class, () -> own)
			.run((parent) -> child(parent)
				.run((child) -> assertThat(child.getBean(QueueListenerContainerFactory.class)).isSameAs(own)));
	}

	private ApplicationContextRunner child(ApplicationContext parent) {
		return this.runner.withParent(parent);
	}

	private static List<String> registered(AssertableApplicationContext context) {
		return context.getBean(QueueListenerRegistry.class)
			.containers()
			.stream()
			.map(QueueListenerContainer::id)
			.toList();
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> queue(AssertableApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<String> topic(AssertableApplicationContext context) {
		return context.getBean("news", RedisTopic.class);
	}

	record Listener(List<String> heard) {

		@QueueListener("childs")
		void on(String message) {
			this.heard.add(message);
		}

		@TopicListener("news")
		void hear(String message) {
			this.heard.add(message);
		}

	}

	record ParentListener(List<String> heard) {

		@QueueListener("parents")
		void on(String message) {
			this.heard.add(message);
		}

		@TopicListener("news")
		void hear(String message) {
			this.heard.add(message);
		}

	}

	static class Locked {

		@DistributedLock(name = "hierarchy")
		String current() {
			return LockHandle.current().map(LockHandle::name).orElse("none");
		}

	}

}
