package io.github.redisqueues.internal.queue;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.internal.queue.contract.RedisQueueContract;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What one script does only a bounded share of, and what one bad message must not do to
 * the others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManyAtOnceTests {

	private final RedisTestServer server = RedisTestServer.shared();

	private TestQueues queues;

	@BeforeAll
	void connect() {
		this.queues = new TestQueues(this.server);
	}

	@AfterAll
	void disconnect() {
		this.queues.close();
	}

	@Test
	void takesAllThatFellDueInOneCall() {
		RedisQueue<String> queue = this.queues.create(QueueType.FIFO);
		queue.sendAll(Collections.nCopies(450, "a"), SendOptions.defaults().delay(Duration.ofMillis(5)));
		Instant due = this.server.serverTime().plusMillis(10);
		Awaitility.await().until(() -> this.server.serverTime().isAfter(due));
		assertThat(queue.poll(1_000)).hasSize(450);
	}

	@Test
	void forgetsAsManyIdsAsItRemembersOnceTheirWindowIsOver() {
		RedisQueue<String> queue = this.queues.create(QueueType.FIFO,
				(settings) -> settings.duplicateWindow(Duration.ofMillis(1)));
		for (int round = 0; round < 30; round++) {
			queue.sendAll(Collections.nCopies(100, "a"));
			assertThat(queue.poll(100)).hasSize(100);
		}
		Object remembered = this.server.command("ZCARD",
				RedisQueueContract.NAMESPACE + ":{" + queue.name() + "}:remembered");
		assertThat((Long) remembered).isLessThan(1_000);
	}

	@Test
	void anErrorInOnePayloadCostsNoOtherMessage() throws Exception {
		PayloadConverter json = new JsonPayloadConverter();
		PayloadConverter fragile = new PayloadConverter() {

			@Override
			public byte[] write(Object payload, Type type) {
				return json.write(payload, type);
			}

			@Override
			public Object read(byte[] bytes, Type type) {
				Object payload = json.read(bytes, type);
				if (payload.equals("poison")) {
					throw new NoClassDefFoundError("of a payload");
				}
				return payload;
			}

		};
		try (DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(this.server.connectionFactory(), fragile,
				"queues:fragile")) {
			RedisQueue<String> queue = factory
				.create(QueueSettings.builder("errors", String.class).maxAttempts(1).build());
			queue.sendAll(List.of("a", "poison", "b"));
			assertThat(queue.poll(10)).containsExactly("a", "b");
			assertThat(queue.deadLetters().browse(0, 10)).singleElement()
				.satisfies((letter) -> assertThat(letter.reason()).startsWith(DeadLetter.UNREADABLE));
		}
	}

	@Test
	void aQueueOfAnotherTypeIsRefusedWithAWayOut() {
		RedisQueue<String> fifo = this.queues
			.create(QueueSettings.builder("becomes", String.class).type(QueueType.FIFO).build());
		RedisQueue<String> priority = this.queues
			.create(QueueSettings.builder("becomes", String.class).type(QueueType.PRIORITY).build());
		fifo.send("a");
		assertThatIllegalStateException().isThrownBy(priority::poll).withMessageContaining("{becomes}:meta");
		assertThat(fifo.poll()).contains("a");
	}

	@Test
	void optionsAreEqualWhenTheySayTheSame() {
		SendOptions options = SendOptions.defaults().id("a").header("secret", "word");
		assertThat(options).isEqualTo(SendOptions.defaults().id("a").header("secret", "word"))
			.hasSameHashCodeAs(SendOptions.defaults().id("a").header("secret", "word"))
			.isNotEqualTo(SendOptions.defaults().id("a"));
		assertThat(options.toString()).contains("secret").doesNotContain("word");
	}

}
