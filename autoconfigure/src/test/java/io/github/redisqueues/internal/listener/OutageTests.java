package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners whose Redis goes, stands still, forgets its scripts, or cuts them off.
 */
@Timeout(90)
@ExtendWith(OutputCaptureExtension.class)
class OutageTests {

	private static final Duration LIMIT = Duration.ofSeconds(40);

	private static final LoggingSystem LOGGING = LoggingSystem.get(OutageTests.class.getClassLoader());

	private final Witness witness = new Witness();

	private RedisTestServer server;

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		LOGGING.setLogLevel(QueueListenerContainer.class.getName(), LogLevel.INFO);
		this.server = RedisTestServer.start("--appendonly", "yes", "--appendfsync", "always");
		this.process = new ListenerProcess(this.server, this.server.connectionFactory(Duration.ofSeconds(1)));
	}

	@AfterEach
	void end() {
		LOGGING.setLogLevel(QueueListenerContainer.class.getName(), null);
		this.process.close();
		this.server.close();
		await().untilAsserted(() -> assertThat(ListenerProcess.threads()).isEmpty());
	}

	@Test
	void goesOnAfterARestartOfRedis(CapturedOutput output) {
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(Duration.ofSeconds(5)));
		List<String> payloads = send(queue, 2_000);
		CountDownLatch slow = new CountDownLatch(1);
		this.process.listen(queue, this.witness.of((delivery) -> {
			if (delivery.payload().equals("m300") && delivery.attempt() == 1) {
				slow.await();
			}
		}), (settings) -> settings.concurrency(4));
		await().pollInterval(Duration.ofMillis(5)).until(() -> this.witness.count() > 400);
		this.witness.outageBegins();
		this.server.kill();
		await().until(() -> output.getOut().contains("cannot take messages"));
		slow.countDown();
		this.server.restart();
		await().until(() -> output.getOut().contains("works again"));
		this.witness.outageEnds();
		await().atMost(LIMIT).untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.witness.payloads()).hasSameSizeAs(payloads);
		assertThat(this.witness.findings(Duration.ofSeconds(5))).isEmpty();
		assertThatOneOutageWasTold(output);
	}

	@Test
	void settlesWhatWasFinishedWhileRedisWasGone(CapturedOutput output) {
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(Duration.ofMinutes(5)));
		List<String> payloads = send(queue, 4);
		CountDownLatch release = new CountDownLatch(1);
		this.process.listen(queue, this.witness.of((delivery) -> release.await()),
				(settings) -> settings.concurrency(4));
		await().until(() -> this.witness.count() == 4);
		this.server.kill();
		release.countDown();
		await().until(() -> output.getOut().contains("cannot take messages"));
		this.server.restart();
		await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.witness.handled()).containsExactlyInAnyOrderElementsOf(payloads);
		await().untilAsserted(() -> assertThatOneOutageWasTold(output));
	}

	@Test
	void repeatsWhatItHeldWhenRedisStoodStillForLongerThanTheLease(CapturedOutput output) {
		Duration lease = Duration.ofSeconds(2);
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(lease));
		CountDownLatch release = new CountDownLatch(1);
		this.process.listen(queue, this.witness.of((delivery) -> {
			if (delivery.attempt() == 1) {
				release.await();
			}
		}), (settings) -> settings.concurrency(4));
		List<String> payloads = send(queue, 20);
		await().until(() -> this.witness.count() == 4);
		this.witness.outageBegins();
		long paused = System.nanoTime();
		this.server.pause();
		await().until(() -> output.getOut().contains("cannot take messages"));
		awaitLapsed(lease.plusMillis(500), paused);
		this.server.unpause();
		await().until(() -> output.getOut().contains("works again"));
		this.witness.outageEnds();
		release.countDown();
		await().atMost(LIMIT).untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.witness.payloads()).hasSameSizeAs(payloads);
		assertThat(this.witness.findings(lease)).isEmpty();
		assertThat(this.witness.attempts()).as("those four lost their leases").contains(2);
		assertThatOneOutageWasTold(output);
	}

	@Test
	void startsWithoutRedisAndWorksOnceItIsThere(CapturedOutput output) {
		this.server.kill();
		RedisQueue<String> queue = this.process.queue();
		long begun = System.nanoTime();
		this.process.listen(queue, this.witness.of((delivery) -> {
		}), (settings) -> settings.concurrency(4));
		assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(500));
		await().until(() -> output.getOut().contains("cannot take messages"));
		// So long that it has tried several times, which it does not log
		awaitLapsed(Duration.ofSeconds(3), begun);
		this.server.restart();
		await().atMost(LIMIT).until(() -> output.getOut().contains("works again"));
		queue.sendAll(List.of("a", "b"));
		await().until(() -> this.witness.count() == 2);
		assertThatOneOutageWasTold(output);
	}

	@Test
	void repeatsNothingWhileScriptsAreFlushed() throws Exception {
		RedisQueue<String> queue = this.process.queue();
		List<String> payloads = send(queue, 2_000);
		meanwhile(() -> this.server.command("SCRIPT", "FLUSH"), () -> {
			this.process.listen(queue, this.witness.of((delivery) -> {
			}), (settings) -> settings.concurrency(4));
			await().atMost(LIMIT).until(() -> queue.size() == 0);
		});
		assertThat(this.witness.handled()).containsExactlyInAnyOrderElementsOf(payloads);
	}

	@Test
	void repeatsOnlyWhatItLostWhileItsConnectionsAreKilled() throws Exception {
		Duration lease = Duration.ofSeconds(1);
		RedisQueue<String> queue = this.process.queue((settings) -> settings.leaseTime(lease).maxAttempts(1_000));
		List<String> payloads = send(queue, 2_000);
		this.witness.outageBegins();
		meanwhile(() -> {
			this.server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
			this.server.command("CLIENT", "KILL", "TYPE", "pubsub");
			// Leaves time for some work in between
			int handled = this.witness.count();
			await().atMost(LIMIT)
				.until(() -> this.witness.count() > handled || this.witness.payloads().size() == payloads.size());
		}, () -> {
			this.process.listen(queue, this.witness.of((delivery) -> Thread.yield()),
					(settings) -> settings.concurrency(4));
			await().atMost(LIMIT).until(() -> this.witness.payloads().size() == payloads.size());
		});
		this.witness.outageEnds();
		await().atMost(LIMIT).untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.witness.findings(lease)).isEmpty();
	}

	@Test
	void hearsOfMessagesAgainAfterItsSubscriptionWasKilled() {
		RedisQueue<String> queue = this.process.queue();
		this.process.listen(queue, this.witness.of((delivery) -> {
		}), (settings) -> settings.concurrency(2));
		String waiters = this.process.invariant(queue).key("waiters");
		for (int i = 1; i <= 3; i++) {
			await().until(() -> this.server.connection().number("ZCARD", waiters) == 1);
			this.server.command("CLIENT", "KILL", "TYPE", "pubsub");
			queue.send("m" + i);
			int count = i;
			// And not only when it looks after five seconds, whether it hears or not
			await().atMost(BlockedCall.AT_ONCE).until(() -> this.witness.count() == count);
		}
	}

	@Test
	void losesNothingWhenRepliesAreLost() {
		try (FaultyProxy proxy = new FaultyProxy(this.server);
				ListenerProcess faulty = new ListenerProcess(this.server, this.server.connectionFactory(
						Duration.ofSeconds(10), (configuration) -> configuration.setPort(proxy.port())))) {
			RedisQueue<String> queue = this.process.queue("faulty",
					(settings) -> settings.leaseTime(Duration.ofSeconds(2))
						.maxAttempts(100)
						.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
			QueueListenerContainer<String> container = faulty.listen(faulty.queue("faulty",
					(settings) -> settings.leaseTime(Duration.ofSeconds(2))
						.maxAttempts(100)
						.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO))),
					this.witness.of((delivery) -> {
						int number = Integer.parseInt(delivery.payload().substring(1));
						if (number % 5 == 0 && delivery.attempt() == 1) {
							throw new IllegalStateException("planted");
						}
					}), (settings) -> settings.concurrency(3));
			for (int round = 0; round < 30; round++) {
				if (round % 2 == 0) {
					proxy.cutAfter("EVALSHA");
				}
				else {
					proxy.cutBefore("EVALSHA");
				}
				int from = round * 20;
				List<String> payloads = IntStream.range(from, from + 20).mapToObj((i) -> "m" + i).toList();
				this.witness.sent(payloads);
				queue.sendAll(payloads);
				int struck = round + 1;
				await().atMost(LIMIT).until(() -> proxy.injected() == struck);
			}
			await().atMost(LIMIT).untilAsserted(() -> this.process.invariant(queue).checkEmpty());
			assertThat(this.witness.findings(Duration.ofSeconds(2))).isEmpty();
			assertThat(container.inFlight()).isZero();
		}
	}

	private List<String> send(RedisQueue<String> queue, int count) {
		List<String> payloads = IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
		this.witness.sent(payloads);
		for (int from = 0; from < count; from += RedisQueue.MAX_BATCH_SIZE) {
			queue.sendAll(payloads.subList(from, Math.min(count, from + RedisQueue.MAX_BATCH_SIZE)));
		}
		return payloads;
	}

	private static void meanwhile(Runnable fault, Runnable work) throws InterruptedException {
		AtomicBoolean done = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			while (!done.get()) {
				fault.run();
			}
		}, "faults");
		thread.start();
		try {
			work.run();
		}
		finally {
			done.set(true);
			thread.join();
		}
	}

	private static void assertThatOneOutageWasTold(CapturedOutput output) {
		assertThat(output.getOut().lines().filter((line) -> line.contains("cannot take messages"))).hasSize(1)
			.allMatch((line) -> line.contains("WARN"));
		assertThat(output.getOut().lines().filter((line) -> line.contains("works again"))).hasSize(1)
			.allMatch((line) -> line.contains("INFO"));
		assertThat(output.getOut().lines().filter((line) -> line.contains("QueueListenerContainer")))
			.noneMatch((line) -> line.contains("ERROR"));
	}

	/**
	 * Waits for a time to pass while the server cannot tell its own.
	 */
	private static void awaitLapsed(Duration time, long since) {
		await().until(() -> System.nanoTime() - since > time.toNanos());
	}

}
