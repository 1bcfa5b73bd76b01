package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A send that leases its message to a process that waits, and sends it there: when it
 * does, and what becomes of a message that nobody takes.
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
		Pair pair = pair(type, UnaryOperator.identity());
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
		assertThat(scripts() - before).isEqualTo(2);
		this.consumer.invariant(pair.here()).checkEmpty();
	}

	@Test
	void renewsTheLeaseAndCountsTheAttemptFromThenOn() {
		Pair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofSeconds(1)));
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
		Pair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
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
		Pair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
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
		Pair pair = pair(type, UnaryOperator.identity());
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
		Pair pair = pair(QueueType.FIFO, (settings) -> settings.leaseTime(Duration.ofHours(1)));
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
	void goesToTheNextProcessIfNobodyListensAndElseBecomesReady() {
		Pair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter gone = pair.foreign("gone", false); ForeignWaiter alsoGone = pair.foreign("also", false)) {
			BlockedCall<Delivery<String>> waiting = pair.receiving();
			gone.register(ForeignWaiter.FULLY);
			alsoGone.register(ForeignWaiter.FULLY);
			pair.there().send("a");
			assertThat(waiting.atOnce().ack()).isTrue();
			gone.register(ForeignWaiter.FULLY);
			String id = pair.there().send("b");
			assertThat(this.consumer.invariant(pair.here()).check().ready()).containsExactly(id);
		}
	}

	@Test
	void wakesAProcessThatDoesNotKnowOfPushes() throws InterruptedException {
		Pair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter earlierRelease = pair.foreign("earlier", true)) {
			earlierRelease.register(ForeignWaiter.WOKEN_ONLY);
			pair.assertWoken(earlierRelease, () -> pair.there().send("a"));
		}
	}

	@Test
	void isMadeOnlyOfASmallPlainMessageThatIsAlone() throws InterruptedException {
		Pair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter waiter = pair.foreign("waiter", true)) {
			SendOptions options = SendOptions.defaults();
			List<Runnable> sends = List.of(() -> pair.there().send("x".repeat(17_000)),
					() -> pair.there().sendAll(List.of("a", "b")),
					() -> pair.there().send("grouped", options.group("g")),
					() -> pair.there().send("expiring", options.timeToLive(Duration.ofHours(1))),
					() -> pair.there().send("deduplicated", options.deduplicationId("d")),
					() -> pair.there().send("with an id", options.id("i")),
					() -> pair.there().send("once", options.maxAttempts(1)));
			for (Runnable send : sends) {
				waiter.register(ForeignWaiter.FULLY);
				pair.assertWoken(waiter, send);
				assertThat(pair.here().poll(10)).isNotEmpty();
			}
			pair.there().send("ready");
			waiter.register(ForeignWaiter.FULLY);
			pair.assertWoken(waiter, () -> pair.there().send("not alone"));
			pair.here().poll(10);
			waiter.register(ForeignWaiter.FULLY);
			pair.there().send("small".repeat(3_000));
			assertThat(waiter.heard()).isNotNull().startsWith((byte) 0);
		}
	}

	@Test
	void isNotMadeWhileAnOperatorHasChangedALimit() throws InterruptedException {
		Pair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter waiter = pair.foreign("waiter", true)) {
			pair.there().limits().change(LimitChange.none().maxInFlight(5));
			waiter.register(ForeignWaiter.FULLY);
			pair.assertWoken(waiter, () -> pair.there().send("a"));
		}
	}

	@Test
	void isNotAskedForIfTheConsumersAreLimited() {
		for (UnaryOperator<QueueSettings.Builder<String>> limit : List
			.<UnaryOperator<QueueSettings.Builder<String>>>of((settings) -> settings.maxInFlight(3),
					(settings) -> settings.rate(Rate.parse("100/s")), (settings) -> settings.maxAttempts(1),
					(settings) -> settings.leaseTime(Duration.ofMillis(300)))) {
			Pair pair = pair(QueueType.FIFO, limit);
			BlockedCall<Delivery<String>> waiting = pair.receiving();
			assertThat(pair.takesPushes()).isFalse();
			pair.there().send("a");
			assertThat(waiting.atOnce().ack()).isTrue();
		}
	}

	@Test
	void isNotAskedForWhileAThreadPolls() {
		Pair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		BlockedCall<String> polling = new BlockedCall<>(() -> pair.here().poll(LONG).orElseThrow())
			.awaitParked(pair::isWaitedFor);
		assertThat(pair.takesPushes()).isFalse();
		BlockedCall<Delivery<String>> receiving = new BlockedCall<>(() -> pair.here().receive(LONG).orElseThrow())
			.awaitParked(pair::isWaitedFor);
		assertThat(pair.takesPushes()).isFalse();
		pair.there().send("a");
		assertThat(polling.atOnce()).isEqualTo("a");
		pair.there().send("b");
		assertThat(receiving.atOnce().ack()).isTrue();
	}

	@Test
	void isIgnoredIfItCannotBeRead() {
		Pair pair = pair(QueueType.FIFO, UnaryOperator.identity());
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

	private Pair pair(QueueType type, UnaryOperator<QueueSettings.Builder<String>> settings) {
		QueueSettings<String> built = settings
			.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type))
			.build();
		return new Pair(this.consumer.create(built), this.sender.create(built));
	}

	/**
	 * A queue as the consumer and as the sender sees it.
	 */
	private final class Pair {

		private final RedisQueue<String> here;

		private final RedisQueue<String> there;

		Pair(RedisQueue<String> here, RedisQueue<String> there) {
			this.here = here;
			this.there = there;
		}

		RedisQueue<String> here() {
			return this.here;
		}

		RedisQueue<String> there() {
			return this.there;
		}

		/**
		 * Lets the sender learn that there are waiters, and all scripts be loaded.
		 */
		void warmUp() {
			for (int i = 0; i < 2; i++) {
				BlockedCall<Delivery<String>> waiting = receiving();
				this.there.send("warm up");
				assertThat(waiting.atOnce().ack()).isTrue();
			}
		}

		BlockedCall<Delivery<String>> receiving() {
			return new BlockedCall<>(() -> this.here.receive(LONG).orElseThrow()).awaitParked(this::isWaitedFor);
		}

		boolean isWaitedFor() {
			return PushTests.this.server.connection().number("ZCARD", waiters()) > 0;
		}

		private String waiters() {
			return PushTests.this.consumer.invariant(this.here).key("waiters");
		}

		/**
		 * Returns whether the process has told Redis how long a pushed message is leased.
		 */
		boolean takesPushes() {
			double registeredAt = Double.parseDouble(entry().get(1));
			return Math.floor(registeredAt % 1 * 2048) % 16 > 0;
		}

		/**
		 * Returns the process that waits longest and the moment with which it is
		 * registered.
		 */
		List<String> entry() {
			return PushTests.this.server.connection()
				.list("ZRANGE", waiters(), "0", "0", "WITHSCORES")
				.stream()
				.map(String::new)
				.toList();
		}

		ForeignWaiter foreign(String name, boolean listens) {
			return new ForeignWaiter(PushTests.this.server, PushTests.this.consumer, this.here, name, listens);
		}

		void assertWoken(ForeignWaiter waiter, Runnable send) throws InterruptedException {
			send.run();
			assertThat(waiter.heard())
				.isEqualTo(PushTests.this.consumer.invariant(this.here).key("ready").getBytes(StandardCharsets.UTF_8));
			assertThat(PushTests.this.consumer.invariant(this.here).check().inFlight()).isEmpty();
		}

	}

}
