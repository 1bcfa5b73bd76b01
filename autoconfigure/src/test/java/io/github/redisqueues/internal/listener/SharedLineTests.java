package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.MonitoredCommands;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Workers that stand in one line with each other, with another container's, and with
 * those who receive.
 */
@Timeout(60)
class SharedLineTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private ListenerProcess process;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process.queue();
	}

	@AfterEach
	void end() {
		this.release.countDown();
		this.process.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 8 })
	void doesNotKeepItselfAwakeThoughRedisIsFarAway(int workers) throws Exception {
		try (RedisTestServer server = RedisTestServer.start();
				FaultyProxy proxy = new FaultyProxy(server);
				ListenerProcess remote = new ListenerProcess(server, server.connectionFactory(Duration.ofSeconds(10),
						(configuration) -> configuration.setPort(proxy.port())))) {
			proxy.delay(Duration.ofMillis(5));
			RedisQueue<String> distant = remote.queue();
			AtomicInteger handled = new AtomicInteger();
			try (MonitoredCommands commands = new MonitoredCommands(server)) {
				Instant end = server.serverTime().plusSeconds(5);
				// They all look for the first time, so that each passes by another
				remote.listen(distant, (delivery) -> handled.incrementAndGet(),
						(settings) -> settings.concurrency(workers));
				await().pollInterval(Duration.ofMillis(500)).until(() -> server.serverTime().isAfter(end));
				assertThat(commands.read().stream().map((command) -> new String(command.get(0))))
					.filteredOn((command) -> !command.equals("TIME"))
					.as("commands of an idle container in five seconds")
					.hasSizeBetween(1, 30);
			}
			distant.send("a");
			await().until(() -> handled.get() == 1);
		}
	}

	@Test
	void worksOnTwoMessagesThatComeTogetherInTwoContainersAtOnce() throws Exception {
		CountDownLatch begun = new CountDownLatch(2);
		for (int i = 0; i < 2; i++) {
			this.process.listen(this.queue, (delivery) -> {
				begun.countDown();
				this.release.await();
			}, (settings) -> settings.concurrency(1));
		}
		awaitStanding(2);
		this.queue.sendAll(List.of("a", "b"));
		assertThat(begun.await(BlockedCall.AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)).as("both work").isTrue();
	}

	@Test
	void hasItsOwnIdleWorkerBeginWhatItFetchedThoughAStrangerIsBeforeItInTheLine() throws Exception {
		CountDownLatch begun = new CountDownLatch(2);
		this.process.listen(this.queue, (delivery) -> {
			if (!delivery.payload().equals("first")) {
				begun.countDown();
				this.release.await();
			}
		}, (settings) -> settings.concurrency(2));
		awaitStanding(2);
		BlockedCall<String> stranger = new BlockedCall<>(
				() -> this.queue.receive(Duration.ofSeconds(30)).map(Delivery::payload).orElse("nothing"));
		await().until(stranger::isParked);
		awaitStanding(3);
		// Who works on it goes to the end of the line: a worker, the stranger, a worker
		this.queue.send("first");
		await().until(() -> this.queue.size() == 0);
		awaitStanding(3);
		this.queue.sendAll(List.of("a", "b"));
		boolean both = begun.await(BlockedCall.AT_ONCE.toMillis(), TimeUnit.MILLISECONDS);
		assertThat(both).as("both workers work, stranger done: %s, %s", stranger.isDone(), this.queue.stats()).isTrue();
		assertThat(stranger.isDone()).isFalse();
		stranger.interrupt();
	}

	/**
	 * The stranger is who looks when Redis is back, and does not know of the settlement.
	 */
	@Test
	void settlesWhatItCouldNotThoughAStrangerIsBeforeItInTheLine() throws Exception {
		try (RedisTestServer server = RedisTestServer.start();
				FaultyProxy proxy = new FaultyProxy(server);
				ListenerProcess remote = new ListenerProcess(server, server.connectionFactory(Duration.ofSeconds(1),
						(configuration) -> configuration.setPort(proxy.port())))) {
			RedisQueue<String> distant = remote.queue();
			CountDownLatch begun = new CountDownLatch(1);
			MessageHandler<String> handler = (delivery) -> {
				begun.countDown();
				this.release.await();
			};
			QueueListenerContainer<String> container = remote.listen(distant, handler,
					(settings) -> settings.concurrency(1));
			distant.send("a");
			begun.await();
			remote.listen(distant, handler, (settings) -> settings.concurrency(1));
			awaitStanding(1);
			proxy.delay(Duration.ofMillis(2500));
			proxy.cutBefore("EVALSHA");
			this.release.countDown();
			await().pollInterval(Duration.ofMillis(20)).until(() -> !container.isConnected());
			await().until(() -> proxy.injected() == 1);
			proxy.heal();
			await().untilAsserted(() -> remote.invariant(distant).checkEmpty());
			await().until(container::isConnected);
		}
	}

	/**
	 * Waits until so many threads of this JVM sleep in a line.
	 */
	private static void awaitStanding(int threads) {
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.until(() -> Thread.getAllStackTraces().entrySet().stream().filter(SharedLineTests::isStanding).count(),
					(count) -> count == threads);
	}

	private static boolean isStanding(Map.Entry<Thread, StackTraceElement[]> thread) {
		return Arrays.stream(thread.getValue())
			.anyMatch((frame) -> frame.getClassName().equals(WaitQueue.class.getName())
					&& frame.getMethodName().equals("sleep"));
	}

}
