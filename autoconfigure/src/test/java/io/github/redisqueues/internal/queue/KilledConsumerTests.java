package io.github.redisqueues.internal.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import io.github.redisqueues.testing.history.DuplicateCheck;
import io.github.redisqueues.testing.history.LossCheck;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;
import io.github.redisqueues.testing.history.MessageHistory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Several applications on one queue, some of which are killed (-9) in the middle of their
 * work.
 */
@Tag(TestScale.SLOW)
class KilledConsumerTests {

	private static final int KILLS = TestScale.of(2, 12);

	private static final String NAMESPACE = "queues:killed";

	private static final Duration LEASE = Duration.ofMillis(1500);

	private static final Duration LIMIT = Duration.ofMinutes(1);

	private static RedisTestServer server;

	@TempDir
	private Path directory;

	private final MessageHistory history = new MessageHistory();

	private DefaultRedisQueueFactory factory;

	private int sent;

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
		this.factory = new DefaultRedisQueueFactory(server.connectionFactory(), new JsonPayloadConverter(), NAMESPACE);
	}

	@AfterEach
	void disconnect() {
		this.factory.close();
	}

	@Test
	void whatAKilledConsumerHeldIsDeliveredAgainAfterItsLease() throws Exception {
		long seed = Long.getLong("queue.kill.seed", new Random().nextLong());
		System.out.println("Killing consumers, -Dqueue.kill.seed=" + seed);
		Random random = new Random(seed);
		RedisQueue<String> queue = this.factory.create(ConsumerProcess.settings("jobs", LEASE));
		send(queue, 150 * KILLS);

		for (int round = 0; round < KILLS; round++) {
			try (ConsumerChild child = start("consumer" + round, "jobs", 10)) {
				child.await(1 + 1 + random.nextInt(120));
				child.kill();
				this.history.addAll(child.history());
				this.history.addAll(child.held());
			}
		}
		drain(queue);
		List<MessageEvent> events = this.history.events();
		assertThat(LossCheck.findings(events)).as("seed %d", seed).isEmpty();
		assertThat(DuplicateCheck.findings(events, LEASE)).as("seed %d", seed).isEmpty();
		List<MessageEvent> held = this.history.events(Kind.KILLED);
		assertThat(held).as("messages held by killed consumers").isNotEmpty();
		// Each may have died between the settlement of one message and writing it down
		assertThat(held.stream().filter((event) -> !isDeliveredAfter(event)))
			.as("messages that were held and not delivered again")
			.hasSizeLessThanOrEqualTo(KILLS);
		QueueInvariant.of(server, NAMESPACE, "jobs").checkEmpty();
	}

	private boolean isDeliveredAfter(MessageEvent held) {
		return this.history.events(Kind.TAKEN)
			.stream()
			.anyMatch((taken) -> taken.message().equals(held.message()) && taken.attempt() > held.attempt());
	}

	@Test
	void twoApplicationsShareTheMessages() throws Exception {
		Duration lease = Duration.ofMinutes(1);
		RedisQueue<String> queue = this.factory.create(ConsumerProcess.settings("shared", lease));
		try (ConsumerChild one = start("one", "shared", 5); ConsumerChild two = start("two", "shared", 5)) {
			one.await(1);
			two.await(1);
			send(queue, 1_000);
			// However the machine shares its time out, each gets its turn in the end
			Awaitility.await().atMost(LIMIT).until(() -> {
				send(queue, 10);
				return count(one, Kind.SETTLED) > 0 && count(two, Kind.SETTLED) > 0;
			});
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> count(one, Kind.SETTLED) + count(two, Kind.SETTLED) == this.sent);
			this.history.addAll(one.history());
			this.history.addAll(two.history());
		}
		assertThat(LossCheck.findings(this.history.events())).isEmpty();
		assertThat(DuplicateCheck.findings(this.history.events(), lease)).isEmpty();
		QueueInvariant.of(server, NAMESPACE, "shared").check();
	}

	@Test
	void aSendWakesAConsumerThatWaitsInAnotherApplication() throws Exception {
		RedisQueue<String> queue = this.factory.create(ConsumerProcess.settings("waking", LEASE));
		try (ConsumerChild child = start("waiting", "waking", 1)) {
			child.await(1);
			Duration all = Duration.ZERO;
			for (int i = 0; i < 5; i++) {
				Awaitility.await().until(() -> waiters("waking") == 1);
				long sent = System.nanoTime();
				queue.send("m" + i);
				assertThat(child.await(2)).startsWith("SETTLED m" + i);
				all = all.plusNanos(System.nanoTime() - sent);
			}
			// By themselves they would look again after five seconds each
			assertThat(all).as("until five messages were taken").isLessThan(Duration.ofSeconds(8));
		}
	}

	@Test
	void anApplicationWithAnotherTypeForTheQueueIsRefused() throws Exception {
		try (ConsumerChild child = start("fifo", "typed", 1)) {
			child.await(1);
			Awaitility.await().until(() -> waiters("typed") == 1);
			RedisQueue<String> lifo = this.factory
				.create(QueueSettings.builder("typed", String.class).type(QueueType.LIFO).build());
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> lifo.send("a"))
				.withMessageContaining("typed")
				.withMessageContaining("fifo")
				.withMessageContaining("lifo");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(lifo::receive);
		}
	}

	private ConsumerChild start(String name, String queue, int batch) {
		Duration lease = queue.equals("shared") ? Duration.ofMinutes(1) : LEASE;
		return ConsumerChild.start(name, this.directory, server, NAMESPACE, queue, lease, batch);
	}

	private void send(RedisQueue<String> queue, int messages) {
		for (int i = 0; i < messages; i++, this.sent++) {
			queue.send("m" + this.sent);
			this.history.add(MessageEvent.sent("m" + this.sent, "test", this.sent));
		}
	}

	private void drain(RedisQueue<String> queue) {
		int inVain = 0;
		while (queue.size() > 0) {
			List<Delivery<String>> deliveries = queue.receive(50, LEASE);
			inVain = deliveries.isEmpty() ? inVain + 1 : 0;
			assertThat(inVain).as("receives in vain while there are messages").isLessThan(5);
			for (Delivery<String> delivery : deliveries) {
				this.history.add(MessageEvent.of(Kind.TAKEN, delivery, "test"));
				this.history.add(MessageEvent.of(delivery.ack() ? Kind.SETTLED : Kind.LEASE_LOST, delivery, "test"));
			}
		}
	}

	private static long count(ConsumerChild child, Kind kind) {
		return child.history().stream().filter((event) -> event.kind() == kind).count();
	}

	private static long waiters(String queue) {
		return server.connection().number("ZCARD", NAMESPACE + ":{" + queue + "}:waiters");
	}

}
