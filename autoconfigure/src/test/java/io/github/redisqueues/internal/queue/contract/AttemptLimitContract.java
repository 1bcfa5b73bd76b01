package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A message may have more or fewer attempts than its queue gives.
 */
interface AttemptLimitContract extends QueueFixture {

	SendOptions TWICE = SendOptions.defaults().maxAttempts(2);

	@Test
	default void diesAfterItsOwnNumberOfAttempts() {
		for (SendOptions options : withOtherOptions(TWICE)) {
			RedisQueue<String> queue = queue();
			queue.send("a", options);
			Delivery<String> first = queue.receive().orElseThrow();
			assertThat(first.headers()).isEqualTo(options.headers());
			assertThat(first.group()).isEqualTo(options.group());
			assertThat(first.nack()).isTrue();
			assertThat(queue.receive().orElseThrow().nack(Duration.ofHours(1))).isTrue();
			assertThat(queue.deadLetters().browse(0, 10)).as(options.toString()).singleElement().satisfies((dead) -> {
				assertThat(dead.reason()).isEqualTo(DeadLetter.MAX_ATTEMPTS);
				assertThat(dead.attempts()).isEqualTo(2);
				assertThat(dead.payload()).isEqualTo("a");
			});
			assertThat(queue.deadLetters().purge()).isEqualTo(1);
			assertThat(queue.trySend("b", options).id()).isNotBlank();
			assertThat(queue.poll()).as("its deduplication id is free").contains("b");
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void outlivesTheNumberOfAttemptsOfTheQueue() {
		for (SendOptions options : withOtherOptions(SendOptions.defaults().maxAttempts(3))) {
			RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
			queue.send("a", options);
			assertThat(queue.receive().orElseThrow().nack()).isTrue();
			assertThat(queue.receive().orElseThrow().extend(Duration.ofMillis(1))).isTrue();
			Delivery<String> third = queue.receive(Duration.ofSeconds(10)).orElseThrow();
			assertThat(third.attempt()).as(options.toString()).isEqualTo(3);
			assertThat(third.ack()).isTrue();
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void diesWhenTheLeaseOfItsOwnLastAttemptRunsOut() {
		for (SendOptions options : withOtherOptions(TWICE)) {
			RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(5)));
			queue.send("a", options);
			assertThat(queue.receive()).isPresent();
			assertThat(queue.receive(Duration.ofSeconds(10)).orElseThrow().attempt()).isEqualTo(2);
			assertThat(queue.receive(Duration.ofMillis(100))).isEmpty();
			assertThat(queue.deadLetters().browse(0, 10)).as(options.toString())
				.singleElement()
				.satisfies((dead) -> assertThat(dead.attempts()).isEqualTo(2));
		}
	}

	@Test
	default void countsInAnExchangeAgainstItsOwnNumber() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(3));
		queue.send("once", SendOptions.defaults().maxAttempts(1));
		queue.send("thrice");
		queue.send("often", SendOptions.defaults().maxAttempts(10_000));
		for (int attempt = 1; attempt <= 4; attempt++) {
			List<RedisDelivery<String>> held = ExchangingContract.take(queue, 10);
			assertThat(held).hasSize(3 - Math.min(attempt / 2, 2));
			ExchangingContract.consumable(queue).exchange(held.stream().map(Settlement::giveBack).toList(), 0, null);
			List<Settlement> failed = ExchangingContract.take(queue, 10)
				.stream()
				.map((delivery) -> Settlement.retry(delivery, Duration.ZERO, "max-attempts: boom"))
				.toList();
			ExchangingContract.consumable(queue).exchange(failed, 0, null);
		}
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::payload, DeadLetter::attempts)
			.containsExactly(tuple("once", 1), tuple("thrice", 3));
		assertThat(drain(queue)).containsExactly("often");
	}

	@Test
	default void keepsItsOwnNumberWhenItIsRedriven() {
		RedisQueue<String> queue = queue();
		queue.send("a", TWICE);
		queue.receive().orElseThrow().reject("bad");
		for (int round = 0; round < 2; round++) {
			assertThat(queue.deadLetters().redrive(1)).isEqualTo(1);
			assertThat(queue.receive().orElseThrow().nack()).isTrue();
			assertThat(queue.receive().orElseThrow().nack()).isTrue();
			assertThat(queue.deadLetters().size()).isEqualTo(1);
		}
	}

	@Test
	default void refusesANumberOfAttemptsOutOfRange() {
		for (int wrong : new int[] { Integer.MIN_VALUE, 0, 10_001 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> SendOptions.defaults().maxAttempts(wrong))
				.withMessageContaining("maxAttempts")
				.withMessageContaining("1 to 10000");
		}
	}

	/**
	 * Options alone and with all others that are stored beside the payload.
	 */
	private List<SendOptions> withOtherOptions(SendOptions options) {
		List<SendOptions> all = new ArrayList<>(List.of(options));
		SendOptions more = options.deduplicationId("name");
		all.add(more);
		if (type() != QueueType.LIFO) {
			all.add(options.group("group"));
			all.add(more.group("group"));
			more = more.group("größe");
		}
		if (type() == QueueType.PRIORITY) {
			more = more.priority(-7);
		}
		all.add(options.header("a", "b"));
		all.add(more.header("name", "value"));
		return all;
	}

}
