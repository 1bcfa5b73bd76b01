package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A send that leases its message to a process that waits, and sends it there: what it
 * costs, and what becomes of a message that nobody takes.
 */
@Timeout(60)
class PushTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues consumer = new TestQueues(this.server);

	private final TestQueues sender = new TestQueues(this.server);

	@AfterEach
	void stop() {
		this.consumer.close();
		this.sender.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAY")
	void bringsAMessageToAThreadThatWaitsWithoutAnotherCall(QueueType type) {
		PushPair pair = pair(type, UnaryOperator.identity());
		pair.warmUp();
		BlockedCall<Delivery<String>> waiting = pair.receiving();
		assertThat(pair.takesPushes()).isTrue();
		long before = scripts();
		String id = pair.there().send("pushed");
		Delivery<String> delivery = waiting.atOnce();
		assertThat(scripts() - before).as("scripts from the send to the receipt").isEqualTo(1);
		assertThat(delivery.id()).isEqualTo(id);
		assertThat(delivery.payload()).isEqualTo("pushed");
		assertThat(delivery.attempt()).isEqualTo(1);
		assertThat(delivery.ack()).isTrue();
		this.consumer.invariant(pair.here()).checkEmpty();
	}

	@Test
	void renewsTheLeaseAndCountsTheAttemptFromThenOn() {
		PushPair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofSeconds(1)));
		pair.warmUp();
		BlockedCall<Delivery<String>> waiting = pair.receiving();
		pair.there().send("pushed");
		Delivery<String> first = waiting.atOnce();
		Instant pushed = first.leaseUntil();
		Awaitility.await().until(() -> first.leaseUntil().isAfter(pushed));
		Delivery<String> second = pair.there().receive(LONG).orElseThrow();
		assertThat(second.id()).isEqualTo(first.id());
		assertThat(second.attempt()).isEqualTo(2);
		assertThat(first.ack()).isFalse();
		assertThat(second.ack()).isTrue();
		this.consumer.invariant(pair.here()).checkEmpty();
	}

	@Test
	void getsTheLeaseTimeOfItsReceive() {
		PushPair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
		pair.warmUp();
		BlockedCall<Delivery<String>> waiting = pair.receiving();
		Instant before = this.server.serverTime();
		pair.there().send("pushed");
		Delivery<String> delivery = waiting.atOnce();
		Awaitility.await().until(() -> delivery.leaseUntil().isAfter(before.plus(Duration.ofMinutes(59))));
		assertThat(pair.there().find(delivery.id()).orElseThrow().leaseUntil().orElseThrow())
			.isAfter(before.plus(Duration.ofMinutes(59)));
		assertThat(delivery.ack()).isTrue();
	}

	@Test
	void keepsALeaseThatTheConsumerHasShortened() {
		PushPair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
		pair.warmUp();
		BlockedCall<Delivery<String>> waiting = pair.receiving();
		pair.there().send("pushed");
		Delivery<String> delivery = waiting.atOnce();
		assertThat(delivery.extend(Duration.ofMillis(300))).isTrue();
		Delivery<String> again = pair.there().receive(LONG).orElseThrow();
		assertThat(again.attempt()).isEqualTo(2);
		assertThat(delivery.ack()).isFalse();
		assertThat(again.ack()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DELAY")
	void comesBackUncountedIfTheProcessDoesNotTakeIt(QueueType type) throws InterruptedException {
		PushPair pair = pair(type, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter hung = pair.foreign("hung", true)) {
			hung.register(ForeignWaiter.SHORTLY);
			String id = pair.there().send("pushed");
			assertThat(hung.heard()).isNotNull().startsWith((byte) 0).endsWith("\"pushed\"".getBytes());
			assertThat(this.consumer.invariant(pair.here()).check().inFlight()).containsExactly(id);
			Delivery<String> delivery = pair.here().receive(LONG).orElseThrow();
			assertThat(delivery.id()).isEqualTo(id);
			assertThat(delivery.attempt()).as("the first that reached a consumer").isEqualTo(1);
			assertThat(delivery.nack()).isTrue();
			assertThat(pair.here().receive().orElseThrow().attempt()).isEqualTo(2);
		}
	}

	@Test
	void leasesForFiveSecondsAtTheMost() throws InterruptedException {
		PushPair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
		pair.warmUp();
		try (ForeignWaiter hung = pair.foreign("hung", true)) {
			hung.register(ForeignWaiter.FULLY);
			String id = pair.there().send("pushed");
			assertThat(hung.heard()).isNotNull();
			assertThat(pair.there().find(id).orElseThrow().leaseUntil().orElseThrow())
				.isBefore(this.server.serverTime().plusMillis(5_001));
		}
	}

	@Test
	void isIgnoredIfItCannotBeRead() {
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		BlockedCall<Delivery<String>> waiting = pair.receiving();
		String ready = this.consumer.invariant(pair.here()).key("ready");
		byte[] name = ready.getBytes(StandardCharsets.UTF_8);
		List<byte[]> forged = List.of(new byte[] { 0 }, new byte[] { 0, 1 }, new byte[] { 0, 0, 1 },
				new byte[] { 0, 0, 0, 0, 0 }, pushOf(name, new byte[0], new byte[0]),
				pushOf(name, new byte[8], new byte[3]), pushOf(name, new byte[9], new byte[8]));
		String channel = WakeUps.channelPrefix(TestQueues.NAMESPACE) + pair.entry().get(0);
		forged.forEach((message) -> Awaitility.await()
			.until(() -> this.server.connection().number("PUBLISH", channel, message) == 1));
		assertThat(waiting.isDone()).isFalse();
		pair.there().send("real");
		assertThat(waiting.atOnce().payload()).isEqualTo("real");
	}

	@Test
	void isMadeOnceThoughTheSendIsRepeated() {
		try (FaultyProxy proxy = new FaultyProxy(this.server);
				TestQueues faulty = new TestQueues(this.server, this.server.connectionFactory(Duration.ofSeconds(10),
						(client) -> client.setPort(proxy.port())))) {
			QueueSettings<String> settings = QueueSettings.of("repeated", String.class);
			PushPair pair = new PushPair(this.server, this.consumer, faulty, settings);
			pair.warmUp();
			BlockedCall<Delivery<String>> first = pair.receiving();
			long published = CommandStats.of(this.server.connection()).calls("publish");
			proxy.cutAfter("EVALSHA");
			String id = pair.there().send("a");
			assertThat(proxy.injected()).isEqualTo(1);
			Delivery<String> delivery = first.atOnce();
			assertThat(delivery.id()).isEqualTo(id);
			assertThat(CommandStats.of(this.server.connection()).calls("publish") - published).isEqualTo(1);
			assertThat(pair.here().receive()).isEmpty();
			assertThat(delivery.ack()).isTrue();
			this.consumer.invariant(pair.here()).checkEmpty();
		}
	}

	@Test
	void isGivenBackAtOnceIfNoThreadWaitsAnyMore() {
		PushPair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
		pair.warmUp();
		BlockedCall<Delivery<String>> waiting = pair.receiving();
		List<String> entry = pair.entry();
		pair.there().send("a");
		assertThat(waiting.atOnce().ack()).isTrue();
		// As if the thread had left just now
		this.server.connection().command("ZADD", pair.waiters(), entry.get(1), entry.get(0));
		String id = pair.there().send("b");
		Awaitility.await().until(() -> this.consumer.invariant(pair.here()).check().ready().equals(List.of(id)));
		assertThat(pair.here().receive()).hasValueSatisfying((delivery) -> {
			assertThat(delivery.id()).isEqualTo(id);
			assertThat(delivery.attempt()).isEqualTo(1);
			assertThat(delivery.ack()).isTrue();
		});
	}

	@Test
	void reachesAFuture() {
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		CompletableFuture<Optional<Delivery<String>>> future = pair.here().receiveAsync(LONG);
		Awaitility.await().until(pair::isWaitedFor);
		long before = scripts();
		String id = pair.there().send("a");
		Delivery<String> delivery = future.join().orElseThrow();
		assertThat(delivery.id()).isEqualTo(id);
		assertThat(scripts() - before).isEqualTo(1);
		assertThat(delivery.ackAsync().join()).isTrue();
	}

	private static byte[] pushOf(byte[] name, byte[] id, byte[] body) {
		return ByteBuffer.allocate(5 + name.length + id.length + body.length)
			.put((byte) 0)
			.putShort((short) name.length)
			.put(name)
			.putShort((short) id.length)
			.put(id)
			.put(body)
			.array();
	}

	private long scripts() {
		return CommandStats.of(this.server.connection()).calls("evalsha");
	}

	private PushPair pair(QueueType type, UnaryOperator<QueueSettings.Builder<String>> settings) {
		QueueSettings<String> built = settings
			.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type))
			.build();
		return new PushPair(this.server, this.consumer, this.sender, built);
	}

}
