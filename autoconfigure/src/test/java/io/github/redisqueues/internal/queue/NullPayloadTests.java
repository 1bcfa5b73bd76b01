package io.github.redisqueues.internal.queue;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * A payload converter that breaks its contract and returns null, and a caller who passes
 * null.
 */
@SuppressWarnings("NullAway")
class NullPayloadTests {

	private DefaultRedisQueueFactory factory;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.factory = new DefaultRedisQueueFactory(RedisTestServer.shared().connectionFactory(), new NullConverter(),
				"queues");
		this.queue = this.factory
			.create(QueueSettings.builder("null-" + UUID.randomUUID(), String.class).maxAttempts(1).build());
		this.queue.sendAll(List.of("null", "good"));
	}

	@AfterEach
	void end() {
		this.factory.close();
	}

	@Test
	void polledNullBecomesADeadLetter() {
		assertThat(this.queue.poll(2, Duration.ZERO)).containsExactly("good");
		assertDead();
	}

	@Test
	void receivedNullBecomesADeadLetter() {
		assertThat(this.queue.receive(2, Duration.ZERO)).singleElement()
			.satisfies((delivery) -> assertThat(delivery.payload()).isEqualTo("good"));
		assertDead();
	}

	@Test
	void refusesToAcknowledgeNull() {
		assertThatNullPointerException().isThrownBy(() -> this.queue.ack(null))
			.withMessage("deliveries must not be null");
	}

	private void assertDead() {
		assertThat(this.queue.deadLetters().browse(0, 2)).singleElement()
			.satisfies((letter) -> assertThat(letter.reason()).startsWith(DeadLetter.UNREADABLE));
	}

	private static final class NullConverter implements PayloadConverter {

		@Override
		public byte[] write(Object payload, Type type) {
			return payload.toString().getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			String text = new String(bytes, StandardCharsets.UTF_8);
			return text.equals("null") ? null : text;
		}

	}

}
