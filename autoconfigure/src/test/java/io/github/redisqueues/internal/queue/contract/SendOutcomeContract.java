package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.queue.SendResult.Outcome;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A send tells what became of it.
 */
interface SendOutcomeContract extends QueueFixture {

	@Test
	default void tellsThatAMessageWasStored() {
		RedisQueue<String> queue = queue();
		SendResult plain = queue.trySend("plain");
		SendResult delayed = queue.trySend("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		SendResult given = queue.trySend("given", SendOptions.defaults().id("given"));
		SendResult named = queue.trySend("named", SendOptions.defaults().deduplicationId("name"));
		assertThat(new SendResult[] { plain, delayed, given, named })
			.allSatisfy((result) -> assertThat(result.outcome()).isEqualTo(Outcome.STORED))
			.allSatisfy((result) -> assertThat(result.isAccepted()).isTrue());
		assertThat(queue.browse(0, 10)).extracting((message) -> message.id())
			.containsExactlyInAnyOrder(plain.id(), delayed.id(), "given", named.id());
	}

	@Test
	default void tellsADuplicateOfAGivenIdWhereverItsMessageIs() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofMillis(300)));
		SendOptions byId = SendOptions.defaults().id("order-1");
		SendResult duplicate = new SendResult("order-1", Outcome.DUPLICATE);
		assertThat(queue.trySend("first", byId)).isEqualTo(new SendResult("order-1", Outcome.STORED));
		assertThat(queue.trySend("ready", byId)).isEqualTo(duplicate);
		queue.receive().orElseThrow().nack(Duration.ofHours(1));
		assertThat(queue.trySend("delayed", byId)).isEqualTo(duplicate);
		assertThat(queue.cancel("order-1")).isTrue();
		assertThat(queue.trySend("remembered", byId)).isEqualTo(duplicate);
		Awaitility.await().until(() -> queue.trySend("second", byId).outcome() == Outcome.STORED);
		queue.receive().orElseThrow().reject("bad");
		assertThat(queue.trySend("dead", byId)).isEqualTo(duplicate);
		assertThat(queue.size()).isZero();
	}

	@Test
	default void tellsADuplicateOfADeduplicationIdWithTheIdThatStands() {
		RedisQueue<String> queue = queue();
		SendOptions byName = SendOptions.defaults().deduplicationId("order-1");
		SendResult first = queue.trySend("first", byName);
		SendResult duplicate = new SendResult(first.id(), Outcome.DUPLICATE);
		assertThat(queue.trySend("second", byName)).isEqualTo(duplicate);
		assertThat(queue.trySend("third", byName.id("other"))).isEqualTo(duplicate);
		assertThat(queue.poll()).contains("first");
		SendResult fourth = queue.trySend("fourth", byName.id("other"));
		assertThat(fourth).isEqualTo(new SendResult("other", Outcome.STORED));
		assertThat(queue.trySend("fifth", byName)).isEqualTo(new SendResult("other", Outcome.DUPLICATE));
		assertThat(queue.trySend("sixth", byName.id("other"))).isEqualTo(new SendResult("other", Outcome.DUPLICATE));
	}

	@Test
	default void tellsThatTheQueueIsFull() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		SendOptions byId = SendOptions.defaults().id("order-1");
		assertThat(queue.trySend("first", byId).outcome()).isEqualTo(Outcome.STORED);
		SendResult full = queue.trySend("second");
		assertThat(full.outcome()).isEqualTo(Outcome.FULL);
		assertThat(full.isAccepted()).isFalse();
		assertThat(queue.trySend("third", byId)).as("a duplicate needs no room")
			.isEqualTo(new SendResult("order-1", Outcome.DUPLICATE));
		assertThat(queue.poll()).contains("first");
		assertThat(queue.trySend("second", SendOptions.defaults().id(full.id())))
			.isEqualTo(new SendResult(full.id(), Outcome.STORED));
	}

	@Test
	default void refusesInATrySendWhatASendRefuses() {
		RedisQueue<String> queue = queue((settings) -> settings.timeToLive(Duration.ofMinutes(1)));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.trySend("a", SendOptions.defaults().delay(Duration.ofMinutes(1))))
			.withMessageContaining(queue.name());
		assertThat(queue.size()).isZero();
	}

}
