package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How Redis stores the keys of a queue. What it stores packed, as a list, makes each call
 * dearer with every entry.
 */
@Timeout(60)
class EncodingTests {

	/**
	 * More than a key may get packed.
	 */
	private static final int SOME = 20;

	private static RedisTestServer server;

	private static TestQueues queues;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
		queues = new TestQueues(server);
	}

	@AfterAll
	static void stop() {
		queues.close();
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void messagesThatWaitAreNotPacked(QueueType type) {
		RedisQueue<String> queue = queues.create(type);
		for (int i = 0; i < SOME; i++) {
			queue.send("a");
		}
		assertThat(encoding(queue, "messages")).isEqualTo("hashtable");
		if (type == QueueType.PRIORITY) {
			assertThat(encoding(queue, "ready")).isEqualTo("skiplist");
		}
		queues.invariant(queue).check();
	}

	@ParameterizedTest
	@EnumSource
	void messagesThatAreSentTogetherAreNotPacked(QueueType type) {
		RedisQueue<String> queue = queues.create(type);
		queue.sendAll(Collections.nCopies(SOME, "a"));
		assertThat(encoding(queue, "messages")).isEqualTo("hashtable");
		if (type == QueueType.PRIORITY) {
			assertThat(encoding(queue, "ready")).isEqualTo("skiplist");
		}
		queues.invariant(queue).check();
	}

	@ParameterizedTest
	@EnumSource
	void delayedMessagesAreNotPacked(QueueType type) {
		RedisQueue<String> queue = queues.create(type);
		for (int i = 0; i < SOME; i++) {
			queue.send("a", SendOptions.defaults().delay(Duration.ofHours(1)));
		}
		assertThat(encoding(queue, "messages")).isEqualTo("hashtable");
		assertThat(encoding(queue, "delayed")).isEqualTo("skiplist");
		queues.invariant(queue).check();
	}

	@ParameterizedTest
	@EnumSource
	void leasesAreNeverPacked(QueueType type) {
		RedisQueue<String> queue = queues.create(type);
		queue.sendAll(Collections.nCopies(SOME, "a"));
		assertThat(queue.receive()).isPresent();
		assertThat(encoding(queue, "inflight")).isEqualTo("skiplist");
		List<Delivery<String>> others = queue.receive(SOME, Duration.ZERO);
		assertThat(others).hasSize(SOME - 1);
		assertThat(encoding(queue, "inflight")).isEqualTo("skiplist");
		queues.invariant(queue).check();
	}

	@ParameterizedTest
	@EnumSource
	void messagesThatAreLeasedOneByOneAreNotPacked(QueueType type) {
		RedisQueue<String> queue = queues.create(type);
		for (int i = 0; i < SOME; i++) {
			queue.send("a");
			assertThat(queue.receive()).isPresent();
		}
		assertThat(encoding(queue, "messages")).isEqualTo("hashtable");
		queues.invariant(queue).check();
	}

	@ParameterizedTest
	@EnumSource
	void messagesAreNotPackedWhereManyAreDead(QueueType type) {
		RedisQueue<String> queue = queues.create(type);
		for (int i = 0; i < SOME; i++) {
			queue.send("a");
			queue.receive().orElseThrow().reject("no");
		}
		assertThat(encoding(queue, "messages")).isEqualTo("hashtable");
		queues.invariant(queue).check();
	}

	private static String encoding(RedisQueue<?> queue, String part) {
		QueueInvariant keys = queues.invariant(queue);
		return server.connection().text("OBJECT", "ENCODING", keys.key(part));
	}

}
