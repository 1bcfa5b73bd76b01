package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages that are cancelled while a handler works on them.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class CancelRunningTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private final Queue<String> events = new ConcurrentLinkedQueue<>();

	private final AtomicInteger failures = new AtomicInteger();

	private ListenerProcess process;

	private ListenerProcess other;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.other = new ListenerProcess(RedisTestServer.shared());
	}

	@AfterEach
	void end() {
		this.process.close();
		this.other.close();
	}

	@Test
	void interruptsTheHandlerInWhateverProcess(CapturedOutput output) {
		RedisQueue<String> queue = queue(LONG);
		RedisQueue<String> remote = this.other.queue(queue.name(), (settings) -> settings.leaseTime(LONG));
		this.process.listen(queue, this::work, counted());
		String id = queue.send("long");
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin long"));
		assertThat(remote.cancel(id, CancelMode.INTERRUPT)).isTrue();
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin long", "interrupted true"));
		queue.send("short");
		await().untilAsserted(() -> assertThat(this.events).endsWith("begin short", "end short"));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.failures).as("not a failure").hasValue(0);
		assertThat(output).doesNotContain(" WARN ", " ERROR ");
	}

	@Test
	void interruptsTheHandlerAtTheNextRenewalIfTheNoticeIsLost() {
		RedisQueue<String> queue = queue(Duration.ofMillis(600));
		this.process.listen(queue, this::work, counted());
		String id = queue.send("long");
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin long"));
		remove(queue, id);
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin long", "interrupted true"));
		assertThat(this.failures).hasValue(0);
		this.process.invariant(queue).checkEmpty();
	}

	@Test
	void findsOutWhatWasCancelledWhileItWasNotSubscribed() {
		RedisQueue<String> queue = queue(LONG);
		this.process.listen(queue, this::work, counted());
		String id = queue.send("long");
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin long"));
		remove(queue, id);
		RedisTestServer.shared().command("CLIENT", "KILL", "TYPE", "pubsub");
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin long", "interrupted true"));
	}

	@Test
	void interruptsNobodyElse() {
		RedisQueue<String> queue = queue(LONG);
		CountDownLatch release = new CountDownLatch(1);
		this.process.listen(queue, (delivery) -> {
			this.events.add("begin " + delivery.payload());
			try {
				release.await();
				this.events.add("end " + delivery.payload());
			}
			catch (InterruptedException ex) {
				this.events.add("interrupted " + delivery.payload());
				throw ex;
			}
		}, (settings) -> counted().apply(settings.concurrency(3)));
		List<String> ids = queue.sendAll(List.of("a", "b", "c"));
		await().untilAsserted(() -> assertThat(this.events).hasSize(3));
		assertThat(queue.cancel(ids.get(1), CancelMode.INTERRUPT)).isTrue();
		await().untilAsserted(() -> assertThat(this.events).contains("interrupted b"));
		release.countDown();
		await().untilAsserted(() -> assertThat(this.events).contains("end a", "end c"));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.failures).hasValue(0);
	}

	@Test
	void handlesTheOthersOfABatchAgain() {
		RedisQueue<String> queue = queue(LONG);
		List<String> ids = queue.sendAll(List.of("a", "b", "c"));
		this.process.listenToBatches(queue, (deliveries) -> {
			this.events.add("begin " + deliveries.stream().map(Delivery::payload).toList());
			if (deliveries.size() == 3) {
				new CountDownLatch(1).await();
			}
		}, counted());
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin [a, b, c]"));
		assertThat(queue.cancel(ids.get(1), CancelMode.INTERRUPT)).isTrue();
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.events).containsExactly("begin [a, b, c]", "begin [a]", "begin [c]");
		assertThat(this.failures).hasValue(0);
	}

	@Test
	void doesNotBlameTheOnlyOtherMessageOfABatch() {
		RedisQueue<String> queue = queue(LONG);
		List<String> ids = queue.sendAll(List.of("a", "b"));
		this.process.listenToBatches(queue, (deliveries) -> {
			this.events.add("begin " + deliveries.stream().map(Delivery::payload).toList());
			if (deliveries.size() == 2) {
				new CountDownLatch(1).await();
			}
		}, counted());
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin [a, b]"));
		assertThat(queue.cancel(ids.get(0), CancelMode.INTERRUPT)).isTrue();
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.events).containsExactly("begin [a, b]", "begin [b]");
		assertThat(this.failures).hasValue(0);
	}

	@Test
	void ignoresAHandlerThatReturnsInSpiteOfIt(CapturedOutput output) {
		RedisQueue<String> queue = queue(LONG);
		this.process.listen(queue, (delivery) -> {
			this.events.add("begin " + delivery.payload());
			while (!delivery.isCancelled()) {
				Thread.onSpinWait();
			}
			this.events.add("end " + delivery.payload());
		}, counted());
		String id = queue.send("stubborn");
		await().untilAsserted(() -> assertThat(this.events).hasSize(1));
		assertThat(queue.cancel(id, CancelMode.INTERRUPT)).isTrue();
		await().untilAsserted(() -> assertThat(this.events).containsExactly("begin stubborn", "end stubborn"));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(output).doesNotContain("after their lease had ended");
	}

	@Test
	void doesNotInterruptAHandlerThatSettlesItsMessageItself() {
		RedisQueue<String> queue = queue(Duration.ofMillis(300));
		CountDownLatch release = new CountDownLatch(1);
		this.process.listen(queue, (delivery) -> {
			assertThat(delivery.ack()).isTrue();
			this.events.add("acknowledged");
			release.await();
			this.events.add("cancelled " + delivery.isCancelled());
		}, counted());
		queue.send("a");
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		await().pollDelay(Duration.ofMillis(500)).until(() -> this.events.size() == 1);
		release.countDown();
		await().untilAsserted(() -> assertThat(this.events).containsExactly("acknowledged", "cancelled false"));
		assertThat(this.failures).hasValue(0);
	}

	/**
	 * Removes a message as a cancellation does whose notice is lost.
	 */
	private void remove(RedisQueue<String> queue, String id) {
		RedisTestServer.shared().command("HDEL", this.process.invariant(queue).key("messages"), id);
		RedisTestServer.shared().command("ZREM", this.process.invariant(queue).key("inflight"), id);
	}

	private RedisQueue<String> queue(Duration lease) {
		return this.process.queue((settings) -> settings.leaseTime(lease)
			.maxAttempts(1)
			.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	private UnaryOperator<ListenerSettings.Builder> counted() {
		return (settings) -> settings.errorHandler((delivery, failure, suggested) -> {
			this.failures.incrementAndGet();
			return suggested;
		});
	}

	private void work(Delivery<String> delivery) throws InterruptedException {
		this.events.add("begin " + delivery.payload());
		if (delivery.payload().equals("long")) {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				this.events.add("interrupted " + delivery.isCancelled());
				throw ex;
			}
		}
		this.events.add("end " + delivery.payload());
	}

}
