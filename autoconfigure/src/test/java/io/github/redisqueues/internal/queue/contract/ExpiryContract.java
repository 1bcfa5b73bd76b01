package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Messages that nobody took in time.
 */
interface ExpiryContract extends QueueFixture {

	SendOptions SHORT_LIVED = SendOptions.defaults().timeToLive(Duration.ofMillis(200));

	@Test
	default void refusesASendOrAnUpdateAfterWhichAMessageWouldExpireBeforeItIsReady() {
		Duration hour = Duration.ofHours(1);
		Instant now = redis().serverTime();
		SendOptions late = SendOptions.defaults().deliverAt(now.plus(hour.multipliedBy(2)));
		RedisQueue<String> lasting = queue();
		RedisQueue<String> limited = queue((settings) -> settings.timeToLive(hour).capacity(5));
		for (RedisQueue<String> queue : List.of(lasting, limited)) {
			SendOptions tooLate = late.timeToLive(hour);
			assertRefused(() -> queue.send("a", tooLate));
			assertRefused(() -> queue.trySend("a", tooLate.id("a")));
			assertRefused(() -> queue.sendAll(List.of("a", "b"), tooLate));
			assertThat(queue.sendAsync("a", tooLate)).failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withCauseInstanceOf(IllegalArgumentException.class);
			assertThat(queue.size()).isZero();
			String id = queue.send("a", SendOptions.defaults().deliverAt(now.plus(hour.dividedBy(2))).timeToLive(hour));
			Instant due = queue.find(id).orElseThrow().dueAt().orElseThrow();
			assertRefused(() -> queue.update(id, "b", MessageUpdate.unchanged().delay(hour.multipliedBy(2))));
			assertRefused(() -> queue.update(id, MessageUpdate.unchanged().deliverAt(now.plus(hour.multipliedBy(2)))));
			assertThat(queue.find(id).orElseThrow().dueAt()).contains(due);
			assertThat(queue.update(id, MessageUpdate.unchanged().delay(hour.dividedBy(3)))).isTrue();
			assertThat(queue.update(id, MessageUpdate.unchanged().delay(Duration.ZERO))).isTrue();
			assertRefused(() -> queue.update(id, MessageUpdate.unchanged().delay(hour)));
			assertThat(queue.poll()).as("neither its payload nor its place was changed").contains("a");
		}
		assertRefused(() -> limited.send("a", late));
		String lastingId = lasting.send("a", late);
		assertThat(lasting.update(lastingId, MessageUpdate.unchanged().delay(Duration.ofDays(9)))).isTrue();
	}

	private static void assertRefused(ThrowingCallable call) {
		assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining("would expire before it is ready");
	}

	@Test
	default void givesUpAMessageThatNobodyTookInTime() {
		RedisQueue<String> queue = queue((settings) -> settings.timeToLive(Duration.ofMillis(200)));
		String id = queue.send("a");
		queue.send("b", SendOptions.defaults().timeToLive(Duration.ofHours(1)));
		assertThat(queue.size()).isEqualTo(2);
		awaitExpired(queue, 1);
		assertThat(queue.deadLetters().browse(0, 10)).singleElement().satisfies((dead) -> {
			assertThat(dead.id()).isEqualTo(id);
			assertThat(dead.payload()).isEqualTo("a");
			assertThat(dead.reason()).isEqualTo(DeadLetter.EXPIRED);
			assertThat(dead.attempts()).isZero();
			assertThat(dead.diedAt()).isAfterOrEqualTo(dead.sentAt().plusMillis(200));
		});
		assertThat(queue.poll(10)).containsExactly("b");
	}

	@Test
	default void takesExpiredMessagesOutOfTheMiddle() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		queue.send("b", SHORT_LIVED);
		queue.send("c");
		queue.send("d", SHORT_LIVED);
		queue.send("e");
		awaitExpired(queue, 2);
		assertThat(queue.stats().ready()).isEqualTo(3);
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::payload).isEqualTo(asTaken("a", "c", "e"));
		invariant(queue).check();
		assertThat(QueueFixture.payloads(queue.receive(10, Duration.ZERO))).isEqualTo(asTaken("a", "c", "e"));
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::payload)
			.containsExactlyInAnyOrder("b", "d");
	}

	@Test
	default void redrivesAnExpiredMessageToWhereItIsTakenOnce() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		String id = queue.send("b", SHORT_LIVED);
		queue.send("c");
		awaitExpired(queue, 1);
		assertThat(queue.deadLetters().redrive(id)).isTrue();
		invariant(queue).check();
		assertThat(queue.size()).isEqualTo(3);
		assertThat(drain(queue)).containsExactlyInAnyOrder("a", "b", "c");
		invariant(queue).checkEmpty();
	}

	@Test
	default void givesUpAMessageThatNobodyTookAfterItFellDue() {
		RedisQueue<String> queue = queue();
		queue.send("a", SHORT_LIVED.delay(Duration.ofMillis(100)));
		assertThat(queue.stats().delayed()).isEqualTo(1);
		awaitExpired(queue, 1);
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.deadLetters().browse(0, 1).get(0).reason()).isEqualTo(DeadLetter.EXPIRED);
	}

	@Test
	default void doesNotDeliverAnExpiredMessage() {
		RedisQueue<String> queue = queue();
		queue.pause();
		queue.sendAll(numbered(3), SHORT_LIVED);
		awaitExpired(queue, 3);
		queue.resume();
		assertThat(queue.receive(10, Duration.ZERO)).isEmpty();
	}

	@Test
	default void endsTheTimeToLiveWithTheFirstDelivery() {
		RedisQueue<String> queue = queue();
		queue.send("a", SendOptions.defaults().timeToLive(Duration.ofMillis(700)));
		queue.send("marker", SendOptions.defaults().delay(Duration.ofMillis(650)).timeToLive(Duration.ofMillis(700)));
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.payload()).isEqualTo("a");
		assertThat(first.nack()).isTrue();
		awaitExpired(queue, 1);
		Delivery<String> again = queue.receive().orElseThrow();
		assertThat(again.payload()).isEqualTo("a");
		assertThat(again.attempt()).isEqualTo(2);
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::payload).containsExactly("marker");
	}

	@Test
	default void makesRoomForANewMessageWhenOneExpires() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(2));
		queue.sendAll(List.of("a", "b"), SHORT_LIVED);
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("c"));
		Awaitility.await()
			.ignoreException(QueueFullException.class)
			.untilAsserted(() -> assertThat(queue.sendAll(List.of("c", "d"))).hasSize(2));
		assertThat(drain(queue)).isEqualTo(asTaken("c", "d"));
		assertThat(queue.deadLetters().size()).isEqualTo(2);
	}

	private static void awaitExpired(RedisQueue<String> queue, int count) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> queue.deadLetters().size() == count);
	}

}
