package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mockito.Mockito;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls that block no thread, while Redis refuses them for a moment, does not know their
 * scripts, or is used through another client than Lettuce.
 */
@Timeout(60)
class AsyncCallTests {

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues queues = new TestQueues(this.server);

	private final RedisQueue<String> queue = this.queues.create(QueueType.FIFO);

	@AfterEach
	void stop() {
		this.queues.close();
		this.server.close();
	}

	@Test
	void aScriptThatRedisDoesNotKnowIsSentToIt() throws Exception {
		this.queue.send("a");
		this.server.command("SCRIPT", "FLUSH");
		Delivery<String> delivery = this.queue.receiveAsync().get(20, TimeUnit.SECONDS).orElseThrow();
		this.server.command("SCRIPT", "FLUSH");
		assertThat(delivery.ackAsync().get(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aCallThatRedisRefusesForAMomentIsRepeated() throws Exception {
		this.queue.send("a");
		this.server.command("REPLICAOF", "127.0.0.1", String.valueOf(this.server.port() + 1));
		long before = scripts();
		CompletableFuture<Optional<Delivery<String>>> future = this.queue.receiveAsync();
		Awaitility.await().until(() -> scripts() > before + 2);
		assertThat(future).isNotDone();
		this.server.command("REPLICAOF", "NO", "ONE");
		assertThat(future.get(20, TimeUnit.SECONDS).orElseThrow().payload()).isEqualTo("a");
	}

	private long scripts() {
		return CommandStats.of(this.server.connection()).calls("evalsha");
	}

	@Test
	void aWaitingFutureFailsWhenItsContextIsClosed() {
		CompletableFuture<Optional<Delivery<String>>> waiting = this.queue.receiveAsync(Duration.ofSeconds(50));
		String waiters = this.queues.invariant(this.queue).key("waiters");
		Awaitility.await().until(() -> this.server.connection().number("ZCARD", waiters) == 1);
		this.queues.close();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(waiting::join)
			.withCauseInstanceOf(ApplicationContextClosedException.class);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> this.queue.receiveAsync().join())
			.withCauseInstanceOf(ApplicationContextClosedException.class);
	}

	@Test
	void anActionThatWaitsForAnotherCallDoesNotStopTheCalls() throws Exception {
		RedisQueue<String> other = this.queues.create(QueueType.FIFO);
		List<CompletableFuture<?>> futures = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			futures.add(this.queue.sendAsync("a").thenApply((id) -> this.queue.sendAsync("b").join()));
			futures.add(this.queue.sendAllAsync(List.of("c"), SendOptions.defaults())
				.thenApply((ids) -> other.receiveAsync(Duration.ofSeconds(30)).join().orElseThrow().ackAsync().join()));
			futures.add(this.queue.receiveAsync(Duration.ofSeconds(30))
				.thenApply(
						(delivery) -> delivery.orElseThrow().ackAsync().thenApply((acked) -> other.send("d")).join()));
		}
		CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		assertThat(this.queue.size() + other.size()).isEqualTo(40);
	}

	@Test
	void aFutureWhoseAnswerDoesNotComeFailsAtClose() {
		this.queue.send("a");
		this.server.command("CLIENT", "PAUSE", "60000", "WRITE");
		CompletableFuture<String> sent = this.queue.sendAsync("b");
		Awaitility.await().until(() -> this.server.connection().text("CLIENT", "LIST").contains(" flags=b "));
		this.queues.close();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(sent::join)
			.withCauseInstanceOf(SendOutcomeUnknownException.class)
			.withStackTraceContaining("the application context has been closed");
	}

	@Test
	void anotherClientThanLettuceWorksToo() throws Exception {
		LettuceConnectionFactory lettuce = this.server.connectionFactory();
		LettuceConnectionFactory other = Mockito.spy(lettuce);
		Mockito.doAnswer((call) -> {
			RedisConnection connection = Mockito.spy((RedisConnection) call.callRealMethod());
			Mockito.doReturn(null).when(connection).getNativeConnection();
			return connection;
		}).when(other).getConnection();
		try (DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(other, new JsonPayloadConverter(),
				"queues")) {
			RedisQueue<String> theirs = factory.create(QueueSettings.of("other", String.class));
			CompletableFuture<Optional<Delivery<String>>> future = theirs.receiveAsync(Duration.ofSeconds(30));
			theirs.send("a");
			assertThat(future.get(20, TimeUnit.SECONDS).orElseThrow().ackAsync().get(20, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			lettuce.destroy();
		}
	}

}
