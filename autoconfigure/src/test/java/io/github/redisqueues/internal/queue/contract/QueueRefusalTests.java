package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Arguments that a queue refuses before it asks Redis, which is the same for each type of
 * queue and each topology.
 */
class QueueRefusalTests extends RedisQueueFixture {

	QueueRefusalTests() {
		super(QueueType.FIFO);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	@SuppressWarnings("NullAway")
	void refusesNull() {
		RedisQueue<String> queue = queue();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send(null));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.sendAll(Arrays.asList("a", null)));
		assertThatThrownBy(() -> queue.send("a", null)).isInstanceOfAny(IllegalArgumentException.class,
				NullPointerException.class);
		assertThatThrownBy(() -> queue.sendAll(null)).isInstanceOfAny(IllegalArgumentException.class,
				NullPointerException.class);
		assertThat(queue.size()).isZero();
	}

	@Test
	void refusesAPayloadThatCannotBeWritten() {
		RedisQueue<Unwritable> queue = queue(Unwritable.class, (settings) -> settings);
		assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> queue.send(new Unwritable()))
			.withMessageNotContaining("secret");
		assertThatExceptionOfType(PayloadException.class)
			.isThrownBy(() -> queue.sendAll(List.of(new Unwritable(), new Unwritable())));
		assertThat(queue.size()).isZero();
	}

	@Test
	@SuppressWarnings({ "unchecked", "rawtypes" })
	void refusesAPayloadOfAnotherClass() {
		RedisQueue queue = queue();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send(42));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.sendAll(List.of("a", 42)));
		assertThat(queue.size()).isZero();
	}

	@Test
	void refusesOneIdForSeveralPayloads() {
		RedisQueue<String> queue = queue();
		List<String> two = List.of("a", "b");
		assertThatIllegalArgumentException().isThrownBy(() -> queue.sendAll(two, SendOptions.defaults().id("one")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.sendAll(two, SendOptions.defaults().deduplicationId("one")));
		assertThat(queue.size()).isZero();
		assertThat(queue.sendAll(List.of("a"), SendOptions.defaults().id("one"))).containsExactly("one");
	}

	@Test
	void refusesATimeToLiveThatEndsBeforeTheDelay() {
		RedisQueue<String> queue = queue((settings) -> settings.delay(Duration.ofSeconds(10)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.send("a", SendOptions.defaults().timeToLive(Duration.ofSeconds(5))));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send("a",
				SendOptions.defaults().delay(Duration.ofSeconds(7)).timeToLive(Duration.ofSeconds(7))));
		assertThat(queue.size()).isZero();
	}

	@Test
	void refusesADelayOutOfItsRange() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThatIllegalArgumentException().isThrownBy(() -> delivery.nack(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> delivery.nack(Duration.ofDays(10_001)));
		assertThat(delivery.nack(Duration.ZERO)).isTrue();
		assertThat(queue.stats().ready()).isEqualTo(1);
	}

	@Test
	void refusesToTakeLessThanOneOrToWaitLessThanNotAtAll() {
		RedisQueue<String> queue = queue();
		Duration negative = Duration.ofMillis(-1);
		assertThatIllegalArgumentException().isThrownBy(() -> queue.poll(0));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.poll(0, Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.receive(0, Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.poll(negative));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.poll(1, negative));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.receive(negative));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.receive(1, negative));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.receive(Duration.ofDays(10_001)));
	}

	@Test
	void refusesToBrowseOutOfRange() {
		RedisQueue<String> queue = queue();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.browse(-1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.browse(0, -1));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.browse(0, 1_001));
		assertThat(queue.browse(Integer.MAX_VALUE, 1_000)).isEmpty();
	}

	@Test
	void refusesALeaseOutOfItsRange() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		for (Duration lease : List.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofMillis(-1),
				Duration.ofDays(10_001))) {
			assertThatIllegalArgumentException().isThrownBy(() -> delivery.extend(lease));
		}
		assertThat(delivery.ack()).isTrue();
	}

	@Test
	void refusesKeysThatAreTooLongOrHaveControlCharacters() {
		List<String> refused = new ArrayList<>(NamingContract.CONTROLS);
		refused.addAll(List.of("", " ", "x".repeat(201), "x".repeat(64 * 1024)));
		for (String key : refused) {
			assertThatIllegalArgumentException().isThrownBy(() -> queue((settings) -> settings.key(key)))
				.withMessageContaining("key")
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500));
		}
	}

	@Test
	void refusesHalfACharacterWhereItCouldNotBeKept() {
		RedisQueue<String> queue = queue();
		String half = "\ud83e";
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send("a", SendOptions.defaults().id(half)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.send("a", SendOptions.defaults().deduplicationId(half)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.send("a", SendOptions.defaults().header("name", half)));
		assertThat(queue.size()).isZero();
	}

	static class Unwritable {

		public String getSecret() {
			throw new IllegalStateException("secret");
		}

	}

}
