package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

class DistributedLocksAutoConfigurationTests {

	private static final RedisTestServer server = RedisTestServer.start();

	/**
	 * The port answers nobody: making beans must not touch Redis.
	 */
	private final ApplicationContextRunner runner = FailedStart.locksRunner()
		.withPropertyValues("spring.data.redis.port=1");

	private final ApplicationContextRunner real = FailedStart.locksRunner()
		.withPropertyValues("spring.data.redis.host=" + server.host(), "spring.data.redis.port=" + server.port());

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@Test
	void defaultsAreThoseOfTheSettings() {
		this.runner
			.run((context) -> assertThat(context.getBean(LockSettings.class)).isEqualTo(LockSettings.defaults()));
	}

	@Test
	void takesEverythingFromTheProperties() {
		this.runner
			.withPropertyValues("queues.lock.namespace=shop:locks", "queues.lock.lease-time=5s",
					"queues.lock.wait-time=0s", "queues.lock.auto-renew=false")
			.run((context) -> assertThat(context.getBean(LockSettings.class))
				.isEqualTo(new LockSettings("shop:locks", Duration.ofSeconds(5), Duration.ZERO, false)));
	}

	@Test
	void theNamespaceFollowsThatOfTheQueues() {
		this.runner.withPropertyValues("queues.namespace=shop")
			.run((context) -> assertThat(context.getBean(LockSettings.class).namespace()).isEqualTo("shop:lock"));
	}

	@Test
	void nothingIsMadeConnectedOrStartedBeforeSomebodyWantsALock() {
		Set<String> before = threads();
		String clients = server.connection().text("CLIENT", "LIST");
		this.real.withUserConfiguration(Lazily.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanNamesForType(DistributedLocks.class)).containsExactly("distributedLocks");
			assertThat(context.getBeanFactory().containsSingleton("distributedLocks")).isFalse();
			assertThat(context.getBeanFactory().containsSingleton("redisQueuesLockSettings")).isFalse();
			Awaitility.await().untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
			Awaitility.await()
				.untilAsserted(() -> assertThat(server.connection().text("CLIENT", "LIST").lines().count())
					.isLessThanOrEqualTo(clients.lines().count()));
			context.getBean(Lazily.class).locks.tryAcquire("x").orElseThrow().release();
			assertThat(newThreads(before)).isNotEmpty();
		});
	}

	@Test
	void aBeanThatNobodyUsesHasNoThreadAndNoSubscription() {
		Set<String> before = threads();
		this.runner.withPropertyValues("queues.check-eviction-policy=false", "queues.check-rights=false")
			.run((context) -> {
				assertThat(context.getBean(DistributedLocks.class)).isInstanceOf(StoreDistributedLocks.class);
				Awaitility.await().untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
			});
	}

	@Test
	void locksInRedisUnderTheNamespace() {
		this.real.withPropertyValues("queues.namespace=wiring").run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			try (LockHandle held = locks.acquire("stock")) {
				assertThat(server.connection().number("EXISTS", "wiring:lock:{stock}:lock")).isEqualTo(1);
				assertThat(locks.tryAcquire("stock")).isEmpty();
			}
		});
	}

	@Test
	void publishesThatAHoldIsLost() {
		this.real.withUserConfiguration(Listener.class).run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			long token = locks.acquire("lost", LockOptions.defaults().leaseTime(Duration.ofMillis(50)).autoRenew(false))
				.token();
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(context.getBean(Listener.class).events).singleElement().satisfies((event) -> {
							assertThat(event.name()).isEqualTo("lost");
							assertThat(event.token()).hasValue(token);
						}));
		});
	}

	@Test
	void queuesAndLocksShareAConnectionAndACheck() {
		FailedStart.queuesAndLocksRunner()
			.withPropertyValues("spring.data.redis.host=" + server.host(), "spring.data.redis.port=" + server.port(),
					"queues.instances.orders.type=fifo")
			.run((context) -> {
				assertThat(context).hasSingleBean(RedisConnections.class).hasSingleBean(RedisStartupCheck.class);
				assertThat(context.getBean(RedisQueueFactory.class)).isNotNull();
				assertThat(context.getBean(DistributedLocks.class).tryAcquire("orders")).isPresent();
			});
	}

	@Test
	void locksDoNotNeedQueuesNorQueuesLocks() {
		ApplicationContextRunner both = FailedStart.queuesAndLocksRunner()
			.withPropertyValues("spring.data.redis.port=1", "queues.check-eviction-policy=false");
		both.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DistributedLocks.class)
				.doesNotHaveBean(RedisQueueFactory.class));
		both.withPropertyValues("queues.lock.enabled=false", "queues.instances.orders.type=fifo")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(DistributedLocks.class)
				.hasBean("orders"));
	}

	@Test
	void theUsersLocksWin() {
		this.runner.withUserConfiguration(OwnLocks.class)
			.run((context) -> assertThat(context).hasSingleBean(DistributedLocks.class).hasBean("mine"));
	}

	@Test
	void theUsersLocksNeedNoRegistry() {
		this.runner.withUserConfiguration(OwnLocks.class)
			.withPropertyValues("queues.lock.store=registry")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(DistributedLocks.class));
	}

	@Test
	void backsOffWithoutSpringDataRedis() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DistributedLocks.class));
	}

	@Test
	void stopsWithTheContext() {
		this.real.run((context) -> {
			StoreDistributedLocks locks = (StoreDistributedLocks) context.getBean(DistributedLocks.class);
			assertThat(locks.isRunning()).isTrue();
			context.close();
			assertThat(locks.isRunning()).isFalse();
		});
	}

	private static DistributedLocks locks() {
		return StoreDistributedLocks.inRedis(new LettuceConnectionFactory(), LockSettings.defaults(), (event) -> {
		});
	}

	private static Set<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
	}

	private static List<String> newThreads(Set<String> before) {
		return threads().stream()
			.filter((name) -> !before.contains(name)
					&& name.matches("(redis-queues|lettuce-(n?io|epoll|kqueue|eventExecutor)).*"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	static class Lazily {

		final DistributedLocks locks;

		Lazily(@Lazy DistributedLocks locks) {
			this.locks = locks;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Listener {

		final List<LockLostEvent> events = new ArrayList<>();

		@EventListener
		void on(LockLostEvent event) {
			this.events.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnLocks {

		@Bean
		DistributedLocks mine() {
			return locks();
		}

	}

}
