package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
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
 * Listeners that have nothing to do: they cost nothing, and miss nothing.
 */
@Timeout(60)
class IdleListenerTests {

	private final Witness witness = new Witness();

	private RedisTestServer server;

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		this.server = RedisTestServer.start();
		this.process = new ListenerProcess(this.server);
	}

	@AfterEach
	void end() {
		this.process.close();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8 })
	void asksRedisLessThanEveryOtherSecond(int workers) throws Exception {
		RedisQueue<String> queue = this.process.queue();
		listen(queue, workers);
		queue.send("first");
		await().until(() -> this.witness.count() == 1 && queue.size() == 0);
		awaitIdle(queue);
		try (MonitoredCommands commands = new MonitoredCommands(this.server)) {
			Instant begin = this.server.serverTime();
			Instant end = begin.plusSeconds(12);
			await().pollInterval(Duration.ofMillis(500))
				.atMost(Duration.ofSeconds(20))
				.until(() -> this.server.serverTime().isAfter(end));
			List<String> names = commands.read()
				.stream()
				.map((command) -> new String(command.get(0)).toUpperCase(java.util.Locale.ROOT))
				.filter((command) -> !command.equals("TIME"))
				.toList();
			double seconds = Duration.between(begin, this.server.serverTime()).toMillis() / 1000.0;
			assertThat(names.size() / seconds).as("commands a second, those of the listener: %s", names)
				.isLessThan(0.5);
			assertThat(names).as("it is alive").isNotEmpty();
		}
		queue.send("second");
		await().until(() -> this.witness.count() == 2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8 })
	void missesNoWakeUp(int workers) {
		RedisQueue<String> queue = this.process.queue();
		listen(queue, workers);
		awaitIdle(queue);
		long begun = System.nanoTime();
		for (int i = 1; i <= 1_000; i++) {
			queue.send("m" + i);
			int count = i;
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofNanos(200_000))
				.until(() -> this.witness.count() == count);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).as("without waiting for a look now and then")
			.isLessThan(Duration.ofSeconds(20));
		assertThat(this.witness.attempts()).containsOnly(1);
	}

	@Test
	void sharesTheLineWithAnotherContainerAndAReceiver() {
		RedisQueue<String> queue = this.process.queue();
		AtomicInteger first = new AtomicInteger();
		AtomicInteger second = new AtomicInteger();
		AtomicInteger received = new AtomicInteger();
		this.process.listen(queue, this.witness.of((delivery) -> first.incrementAndGet()),
				(settings) -> settings.concurrency(2));
		this.process.listen(queue, this.witness.of((delivery) -> second.incrementAndGet()),
				(settings) -> settings.concurrency(2));
		BlockedCall<Boolean> receiver = new BlockedCall<>(() -> {
			while (!Thread.currentThread().isInterrupted()) {
				queue.receive(Duration.ofSeconds(30)).ifPresent((delivery) -> {
					assertThat(delivery.ack()).isTrue();
					// The test interrupts this thread when it has counted all
					received.incrementAndGet();
				});
			}
			return true;
		});
		awaitIdle(queue);
		long begun = System.nanoTime();
		for (int i = 1; i <= 500; i++) {
			queue.send("m" + i);
			int count = i;
			await().pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofNanos(200_000))
				.until(() -> first.get() + second.get() + received.get() == count);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
		assertThat(first).as("of the first container").hasValueGreaterThan(50);
		assertThat(second).as("of the second container").hasValueGreaterThan(50);
		assertThat(received).as("of the receiver").hasValueGreaterThan(25);
		receiver.interrupt();
		assertThat(receiver.within(Duration.ofSeconds(5))).isTrue();
	}

	@Test
	void leavesWakeUpsToOthersWhilePaused() {
		RedisQueue<String> queue = this.process.queue();
		QueueListenerContainer<String> container = listen(queue, 2);
		awaitIdle(queue);
		container.pause();
		BlockedCall<Optional<String>> waiter = new BlockedCall<>(() -> queue.poll(Duration.ofSeconds(30)));
		await().until(waiter::isParked);
		awaitIdle(queue);
		queue.send("for the other one");
		assertThat(waiter.atOnce()).contains("for the other one");
		container.resume();
		queue.send("for the listener");
		await().atMost(BlockedCall.AT_ONCE).until(() -> this.witness.count() == 1);
	}

	@Test
	void isThereWhenADelayedRetryFallsDue() {
		RedisQueue<String> queue = this.process.queue();
		this.process.listen(queue, this.witness.of((delivery) -> {
			if (delivery.attempt() < 4) {
				throw new RetryLater(Duration.ofMillis(50));
			}
		}), (settings) -> settings.concurrency(4));
		awaitIdle(queue);
		for (int i = 1; i <= 5; i++) {
			queue.send("m" + i);
			int count = 4 * i;
			await().atMost(BlockedCall.AT_ONCE).until(() -> this.witness.count() == count);
		}
	}

	private DefaultQueueListenerContainer<String> listen(RedisQueue<String> queue, int workers) {
		return this.process.listen(queue, this.witness.of((delivery) -> {
		}), (settings) -> settings.concurrency(workers));
	}

	private void awaitIdle(RedisQueue<String> queue) {
		String waiters = this.process.invariant(queue).key("waiters");
		await().until(() -> this.server.connection().number("ZCARD", waiters) == 1);
	}

}
