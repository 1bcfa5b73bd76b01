package com.acme;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.event.connection.ReconnectAttemptEvent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EpollProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the documentation shows about Lettuce's connections holds.
 */
@Timeout(60)
class RedisRecoveryTests {

	/**
	 * Without a limit the eleventh attempt comes more than a second after the tenth.
	 */
	private static final int ATTEMPTS = 13;

	private static final Duration LONGEST = Duration.ofSeconds(1);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class))
		.withUserConfiguration(RedisRecovery.class)
		.withPropertyValues("spring.data.redis.timeout=1s", "queues.instances.orders.type=fifo");

	@Test
	void connectsWithinASecondHoweverLongTheOutage() {
		try (RedisTestServer redis = RedisTestServer.start()) {
			this.runner.withPropertyValues(redis.properties()).run((context) -> {
				@SuppressWarnings("unchecked")
				RedisQueue<String> orders = context.getBean("orders", RedisQueue.class);
				orders.send("before");
				ClientResources resources = context.getBean(ClientResources.class);
				Queue<Duration> delays = new ConcurrentLinkedQueue<>();
				Disposable attempts = resources.eventBus()
					.get()
					.ofType(ReconnectAttemptEvent.class)
					.subscribe((attempt) -> delays.add(attempt.getDelay()));
				try {
					redis.kill();
					Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> delays.size() >= ATTEMPTS);
					redis.restart();
					Awaitility.await().until(() -> isSent(orders));
				}
				finally {
					attempts.dispose();
				}
				assertThat(delays).allMatch((delay) -> delay.compareTo(LONGEST) <= 0);
				assertThat(resources.reconnectDelay().createDelay(1_000)).isEqualTo(LONGEST);
			});
		}
	}

	@Test
	void theKernelNoticesDeadConnections() {
		this.runner.withPropertyValues(RedisTestServer.shared().properties())
			.withPropertyValues("queues.namespace=queues:recovery")
			.run((context) -> {
				context.getBean("orders", RedisQueue.class).send("a");
				LettuceConnectionFactory factory = context.getBean(LettuceConnectionFactory.class);
				SocketOptions options = ((RedisClient) factory.getRequiredNativeClient()).getOptions()
					.getSocketOptions();
				assertThat(options.isKeepAlive()).isTrue();
				assertThat(options.getKeepAlive().getIdle()).isEqualTo(Duration.ofSeconds(5));
				assertThat(options.isEnableTcpUserTimeout()).isEqualTo(EpollProvider.isAvailable());
			});
	}

	private static boolean isSent(RedisQueue<String> queue) {
		try {
			queue.send("after");
			return true;
		}
		catch (RedisCallFailedException ex) {
			return false;
		}
	}

}
