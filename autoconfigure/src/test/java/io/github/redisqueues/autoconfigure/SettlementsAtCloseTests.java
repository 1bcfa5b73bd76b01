package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Redis answers slowly when the application context is closed. What handlers and other
 * threads have settled by then is settled nevertheless.
 */
@Timeout(120)
class SettlementsAtCloseTests {

	private static final Duration SLOW = Duration.ofMillis(500);

	private final RedisTestServer server = RedisTestServer.start();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final LettuceConnectionFactory connectionFactory = this.server.connectionFactory();

	private final RedisQueue<String> other = new DefaultRedisQueueFactory(this.connectionFactory,
			new JsonPayloadConverter(), "queues")
		.create(QueueSettings.builder("orders", String.class).build());

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.proxy.port(),
				"queues.instances.orders.type=fifo", "queues.instances.orders.lease-time=1h");

	@AfterEach
	void stop() {
		this.connectionFactory.destroy();
		this.proxy.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "AUTO", "ack", "ackAsync", "nack" })
	void ofAHandlerArrive(String how) {
		boolean isAutomatic = how.equals("AUTO");
		ApplicationContextRunner listening = isAutomatic ? this.runner.withBean(Automatic.class)
				: this.runner.withBean(Manual.class);
		listening.run((context) -> {
			Handler handler = context.getBean(Handler.class);
			handler.how = how;
			this.other.sendAll(List.of("a", "b", "c"));
			await().until(() -> handler.begun.getCount() == 0);
			this.proxy.delay(SLOW);
			handler.go.countDown();
			context.close();
			await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
				QueueStats stats = this.other.stats();
				assertThat(stats.inFlight()).as("in flight").isZero();
				assertThat(stats.ready()).as("ready").isEqualTo(how.equals("nack") ? 3 : 3 - handler.handled);
			});
		});
	}

	@Test
	void ofAnotherThreadArrive() {
		this.runner.run((context) -> {
			RedisQueue<?> queue = context.getBean(RedisQueue.class);
			this.other.sendAll(List.of("a", "b"));
			Delivery<?> first = queue.receive().orElseThrow();
			Delivery<?> second = queue.receive().orElseThrow();
			this.proxy.delay(SLOW);
			BlockedCall<Boolean> ack = new BlockedCall<>(first::ack);
			await().until(ack::isParked);
			CompletableFuture<Boolean> async = second.ackAsync();
			context.close();
			assertThat(ack.atOnce()).isTrue();
			assertThat(async.get(3, TimeUnit.SECONDS)).isTrue();
			assertThat(this.other.size()).isZero();
		});
	}

	static class Handler {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		volatile String how = "";

		volatile int handled;

		void handle() throws InterruptedException {
			this.begun.countDown();
			this.go.await();
			this.handled++;
		}

	}

	static class Automatic extends Handler {

		@QueueListener("orders")
		void on(String message) throws InterruptedException {
			handle();
		}

	}

	static class Manual extends Handler {

		@QueueListener(value = "orders", acknowledgement = Acknowledgement.MANUAL)
		void on(Delivery<String> delivery) throws InterruptedException {
			handle();
			switch (this.how) {
				case "ack" -> delivery.ack();
				case "ackAsync" -> delivery.ackAsync();
				default -> delivery.nack();
			}
		}

	}

}
