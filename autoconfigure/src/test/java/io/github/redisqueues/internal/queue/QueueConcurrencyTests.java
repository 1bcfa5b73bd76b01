package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import io.github.redisqueues.testing.history.DuplicateCheck;
import io.github.redisqueues.testing.history.LossCheck;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;
import io.github.redisqueues.testing.history.MessageHistory;
import io.github.redisqueues.testing.history.OrderCheck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many producers and consumers at once; what each of them did is kept outside of Redis
 * and checked in the end.
 */
@Tag(TestScale.SLOW)
class QueueConcurrencyTests {

	private static final int MANY = TestScale.of(50_000, 500_000);

	private static final int SOME = TestScale.of(2_000, 20_000);

	private static final Duration LEASE = Duration.ofMinutes(2);

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static final int WORKERS = 8;

	private static RedisTestServer server;

	private final MessageHistory history = new MessageHistory();

	private final AtomicInteger left = new AtomicInteger();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private DefaultRedisQueueFactory factory;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@BeforeEach
	void connect() {
		server.command("FLUSHDB");
		this.factory = new DefaultRedisQueueFactory(server.connectionFactory(), new JsonPayloadConverter(),
				"queues:concurrency");
	}

	@AfterEach
	void disconnect() {
		this.factory.close();
		this.threads.shutdownNow();
	}

	@Test
	void everyMessageIsReceivedAndSettledOnce() {
		RedisQueue<String> queue = queue(QueueType.FIFO);
		run(queue, MANY, this::sendInBatches, WORKERS, this::receiveInBatches);
		assertNothingIsLostOrTwice();
		assertThat(this.history.events(Kind.SETTLED)).hasSize(MANY);
	}

	@Test
	void everyMessageIsPolledOnce() {
		RedisQueue<String> queue = queue(QueueType.FIFO);
		run(queue, MANY, this::sendInBatches, WORKERS, this::pollInBatches);
		assertNothingIsLostOrTwice();
	}

	@ParameterizedTest
	@EnumSource
	void everyMessageIsDeliveredOnceWhenOneByOne(QueueType type) {
		RedisQueue<String> queue = queue(type);
		run(queue, SOME, this::sendOneByOne, WORKERS, this::receiveOneByOne);
		assertNothingIsLostOrTwice();
	}

	@ParameterizedTest
	@EnumSource(names = { "PRIORITY", "LIFO" })
	void everyMessageIsDeliveredOnceInBatches(QueueType type) {
		RedisQueue<String> queue = queue(type);
		run(queue, 5 * SOME, this::sendInBatches, WORKERS, this::receiveInBatches);
		assertNothingIsLostOrTwice();
	}

	@Test
	void oneConsumerSeesTheMessagesOfEachProducerInTheirOrder() {
		RedisQueue<String> queue = queue(QueueType.FIFO);
		run(queue, 5 * SOME, this::sendInBatches, 1, this::receiveInBatches);
		assertNothingIsLostOrTwice();
		assertThat(OrderCheck.findings(this.history.events())).isEmpty();
	}

	@Test
	void oneMessageInFlightKeepsTheOrderForManyConsumers() {
		RedisQueue<String> queue = this.factory
			.create(QueueSettings.builder("strict", String.class).leaseTime(LEASE).maxInFlight(1).build());
		run(queue, 1_000, this::sendInBatches, WORKERS, this::receiveOneByOne);
		assertNothingIsLostOrTwice();
		assertThat(OrderCheck.findings(this.history.events())).isEmpty();
	}

	private RedisQueue<String> queue(QueueType type) {
		return this.factory.create(QueueSettings.builder("messages", String.class).type(type).leaseTime(LEASE).build());
	}

	private void run(RedisQueue<String> queue, int messages, Producer producer, int consumers, Consumer consumer) {
		this.left.set(messages);
		List<CompletableFuture<Void>> workers = new ArrayList<>();
		for (int i = 0; i < WORKERS; i++) {
			String name = "producer" + i;
			workers.add(work(() -> producer.send(name, queue, messages / WORKERS)));
		}
		for (int i = 0; i < consumers; i++) {
			String name = "consumer" + i;
			workers.add(work(() -> consumer.consume(name, queue)));
		}
		assertThat(CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new))).succeedsWithin(LIMIT);
		assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, Duration.ZERO));
		QueueInvariant.of(server, "queues:concurrency", queue.name()).checkEmpty();
	}

	private CompletableFuture<Void> work(Runnable work) {
		return CompletableFuture.runAsync(work, this.threads).whenComplete((done, failure) -> {
			if (failure != null) {
				this.left.set(0);
			}
		});
	}

	private void assertNothingIsLostOrTwice() {
		List<MessageEvent> events = this.history.events();
		assertThat(LossCheck.findings(events)).isEmpty();
		assertThat(DuplicateCheck.findings(events, LEASE)).isEmpty();
	}

	private SendOptions options(RedisQueue<String> queue, int number) {
		return (queue.type() == QueueType.PRIORITY) ? SendOptions.defaults().priority(number % 10)
				: SendOptions.defaults();
	}

	private void sendInBatches(String producer, RedisQueue<String> queue, int messages) {
		for (int from = 0; from < messages; from += 50) {
			List<String> payloads = IntStream.range(from, Math.min(from + 50, messages))
				.mapToObj((number) -> producer + "-" + number)
				.toList();
			assertThat(queue.sendAll(payloads, options(queue, from / 50))).hasSameSizeAs(payloads);
			for (int i = 0; i < payloads.size(); i++) {
				this.history.add(MessageEvent.sent(payloads.get(i), producer, from + i));
			}
		}
	}

	private void sendOneByOne(String producer, RedisQueue<String> queue, int messages) {
		for (int number = 0; number < messages; number++) {
			String payload = producer + "-" + number;
			queue.send(payload, options(queue, number));
			this.history.add(MessageEvent.sent(payload, producer, number));
		}
	}

	private void receiveInBatches(String consumer, RedisQueue<String> queue) {
		while (this.left.get() > 0) {
			List<Delivery<String>> deliveries = queue.receive(100, Duration.ofMillis(200));
			taken(deliveries, consumer);
			assertThat(queue.ack(deliveries)).isEqualTo(deliveries.size());
			deliveries.forEach((delivery) -> this.history.add(MessageEvent.of(Kind.SETTLED, delivery, consumer)));
		}
	}

	private void pollInBatches(String consumer, RedisQueue<String> queue) {
		while (this.left.get() > 0) {
			Optional<String> awaited = queue.poll(Duration.ofMillis(200));
			List<String> payloads = new ArrayList<>(awaited.stream().toList());
			payloads.addAll(queue.poll(50));
			payloads.forEach((payload) -> this.history.add(MessageEvent.taken(payload, consumer)));
			this.left.addAndGet(-payloads.size());
		}
	}

	private void receiveOneByOne(String consumer, RedisQueue<String> queue) {
		while (this.left.get() > 0) {
			queue.receive(Duration.ofMillis(200)).ifPresent((delivery) -> {
				taken(List.of(delivery), consumer);
				assertThat(delivery.ack()).isTrue();
				this.history.add(MessageEvent.of(Kind.SETTLED, delivery, consumer));
			});
		}
	}

	private void taken(List<Delivery<String>> deliveries, String consumer) {
		deliveries.forEach((delivery) -> this.history.add(MessageEvent.of(Kind.TAKEN, delivery, consumer)));
		this.left.addAndGet(-deliveries.size());
	}

	interface Producer {

		void send(String name, RedisQueue<String> queue, int messages);

	}

	interface Consumer {

		void consume(String name, RedisQueue<String> queue);

	}

}
