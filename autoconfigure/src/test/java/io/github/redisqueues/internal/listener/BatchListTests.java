package io.github.redisqueues.internal.listener;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a batch handler may do with its list, and that no message is forgotten whatever it
 * does.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class BatchListTests {

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private ListenerProcess process;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process.queue((settings) -> settings.maxInFlight(10)
			.maxAttempts(3)
			.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void refusesToBeChanged() {
		this.queue.sendAll(numbered(40));
		AtomicInteger refused = new AtomicInteger();
		QueueListenerContainer<String> container = this.process.listenToBatches(this.queue, (deliveries) -> {
			Iterator<Delivery<String>> iterator = deliveries.iterator();
			Delivery<String> first = iterator.next();
			List.<Runnable>of(deliveries::clear, iterator::remove, () -> deliveries.subList(0, 1).clear(),
					() -> deliveries.add(first), () -> deliveries.set(0, first))
				.forEach((change) -> {
					assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(change::run);
					refused.incrementAndGet();
				});
			note(deliveries);
		}, (settings) -> settings.batchSize(5));
		awaitEmpty(container);
		assertThat(this.handled).containsExactlyElementsOf(numbered(40));
		assertThat(refused).hasValueGreaterThan(0);
	}

	@Test
	void repeatsTheBatchOfAHandlerThatTriesToChangeItsList() {
		this.queue.sendAll(numbered(40));
		QueueListenerContainer<String> container = this.process.listenToBatches(this.queue, (deliveries) -> {
			if (deliveries.get(0).attempt() == 1) {
				deliveries.clear();
			}
			note(deliveries);
		}, (settings) -> settings.batchSize(5));
		awaitEmpty(container);
		assertThat(this.handled).containsExactlyInAnyOrderElementsOf(numbered(40));
	}

	@ParameterizedTest
	@EnumSource(Acknowledgement.class)
	void canBeAcknowledgedAtOnceByTheQueue(Acknowledgement acknowledgement, CapturedOutput output) {
		this.queue.sendAll(numbered(40));
		AtomicInteger acknowledged = new AtomicInteger();
		QueueListenerContainer<String> container = this.process.listenToBatches(this.queue, (deliveries) -> {
			note(deliveries);
			acknowledged.addAndGet(this.queue.ack(deliveries));
		}, (settings) -> settings.batchSize(5).acknowledgement(acknowledgement));
		awaitEmpty(container);
		assertThat(this.handled).containsExactlyElementsOf(numbered(40));
		assertThat(acknowledged).hasValue(40);
		assertThat(output).as("a second acknowledgement would be late")
			.doesNotContain(this.queue.name() + "' finished");
	}

	@Test
	void countsAnAttemptThoughRedisHoldsANonsensicalCount() {
		String id = this.queue.send("bad");
		RedisTestServer.shared().command("HSET", this.process.invariant(this.queue).key("attempts"), id, "0");
		this.queue.sendAll(numbered(40));
		QueueListenerContainer<String> container = this.process.listen(this.queue, (delivery) -> {
			if (delivery.payload().equals("bad")) {
				assertThat(delivery.attempt()).isPositive();
				throw new IllegalStateException("planted");
			}
			this.handled.add(delivery.payload());
		}, (settings) -> settings);
		await().untilAsserted(() -> assertThat(this.queue.deadLetters().size()).isEqualTo(1));
		await().untilAsserted(() -> assertThat(this.handled).containsExactlyElementsOf(numbered(40)));
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
		assertThat(this.queue.deadLetters().browse(0, 1).get(0).reason())
			.startsWith("max-attempts: java.lang.IllegalStateException: planted");
	}

	@Test
	void losesNothingThoughTheReadingOfABatchBreaksOff() {
		AtomicBoolean broken = new AtomicBoolean();
		try (DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(
				RedisTestServer.shared().connectionFactory(), new Breaking(broken), ListenerProcess.NAMESPACE)) {
			this.queue.sendAll(numbered(5));
			QueueListenerContainer<String> container = this.process
				.listenToBatches(factory.create(QueueSettings.builder(this.queue.name(), String.class)
					.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO))
					.build()), this::note, (settings) -> settings.batchSize(5));
			awaitEmpty(container);
			assertThat(broken).isTrue();
			assertThat(this.handled).containsExactlyInAnyOrderElementsOf(numbered(5));
			container.stop();
		}
	}

	private void note(List<Delivery<String>> deliveries) {
		deliveries.forEach((delivery) -> this.handled.add(delivery.payload()));
	}

	private void awaitEmpty(QueueListenerContainer<String> container) {
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
	}

	private static List<String> numbered(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
	}

	/**
	 * Cannot read one message the first time, for a reason that is not the message's.
	 */
	private record Breaking(AtomicBoolean broken) implements PayloadConverter {

		private static final PayloadConverter JSON = new JsonPayloadConverter();

		@Override
		public byte[] write(Object payload, Type type) {
			return JSON.write(payload, type);
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			if (new String(bytes, StandardCharsets.UTF_8).contains("m1") && !this.broken.getAndSet(true)) {
				throw new OutOfMemoryError("planted");
			}
			return JSON.read(bytes, type);
		}

	}

}
