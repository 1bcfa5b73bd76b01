package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a send leases its message to a process that waits and sends it there, and when it
 * wakes one.
 */
@Timeout(60)
class PushChoiceTests {

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

	@Test
	void goesToTheNextProcessIfNobodyListensAndElseBecomesReady() {
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
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
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter earlierRelease = pair.foreign("earlier", true)) {
			earlierRelease.register(ForeignWaiter.WOKEN_ONLY);
			pair.assertWoken(earlierRelease, () -> pair.there().send("a"));
		}
	}

	@Test
	void isMadeOnlyOfASmallPlainMessageThatIsAlone() throws InterruptedException {
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
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
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
		pair.warmUp();
		try (ForeignWaiter waiter = pair.foreign("waiter", true)) {
			pair.there().limits().change(LimitChange.none().maxInFlight(5));
			waiter.register(ForeignWaiter.FULLY);
			pair.assertWoken(waiter, () -> pair.there().send("a"));
		}
	}

	@Test
	void isNotAskedForIfTheConsumersAreLimited() {
		for (UnaryOperator<QueueSettings.Builder<String>> limit : List.<UnaryOperator<QueueSettings.Builder<String>>>of(
				(settings) -> settings.maxInFlight(3), (settings) -> settings.rate(Rate.parse("100/s")),
				(settings) -> settings.maxAttempts(1), (settings) -> settings.leaseTime(Duration.ofMillis(300)))) {
			PushPair pair = pair(QueueType.FIFO, limit);
			BlockedCall<Delivery<String>> waiting = pair.receiving();
			assertThat(pair.takesPushes()).isFalse();
			pair.there().send("a");
			assertThat(waiting.atOnce().ack()).isTrue();
		}
	}

	@Test
	void isNotAskedForWhileAThreadPolls() {
		PushPair pair = pair(QueueType.FIFO, UnaryOperator.identity());
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

	private PushPair pair(QueueType type, UnaryOperator<QueueSettings.Builder<String>> settings) {
		QueueSettings<String> built = settings
			.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type))
			.build();
		return new PushPair(this.server, this.consumer, this.sender, built);
	}

}
