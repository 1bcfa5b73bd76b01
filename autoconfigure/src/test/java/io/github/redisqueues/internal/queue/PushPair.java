package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A queue as a consumer and as a sender in another process sees it.
 */
final class PushPair {

	private final RedisTestServer server;

	private final TestQueues consumer;

	private final RedisQueue<String> here;

	private final RedisQueue<String> there;

	PushPair(RedisTestServer server, TestQueues consumer, TestQueues sender, QueueSettings<String> settings) {
		this.server = server;
		this.consumer = consumer;
		this.here = consumer.create(settings);
		this.there = sender.create(settings);
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
		return new BlockedCall<>(() -> this.here.receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(this::isWaitedFor);
	}

	boolean isWaitedFor() {
		return this.server.connection().number("ZCARD", waiters()) > 0;
	}

	String waiters() {
		return this.consumer.invariant(this.here).key("waiters");
	}

	/**
	 * Returns whether the process has told Redis how long a pushed message is leased.
	 */
	boolean takesPushes() {
		double registeredAt = Double.parseDouble(entry().get(1));
		return Math.floor(registeredAt % 1 * 2048) % 16 > 0;
	}

	/**
	 * Returns the process that waits longest and the moment with which it is registered.
	 */
	List<String> entry() {
		return this.server.connection()
			.list("ZRANGE", waiters(), "0", "0", "WITHSCORES")
			.stream()
			.map(String::new)
			.toList();
	}

	ForeignWaiter foreign(String name, boolean listens) {
		return new ForeignWaiter(this.server, this.consumer, this.here, name, listens);
	}

	void assertWoken(ForeignWaiter waiter, Runnable send) throws InterruptedException {
		send.run();
		assertThat(waiter.heard())
			.isEqualTo(this.consumer.invariant(this.here).key("ready").getBytes(StandardCharsets.UTF_8));
		assertThat(this.consumer.invariant(this.here).check().inFlight()).isEmpty();
	}

}
