package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.ReceiveOptions;
import io.github.redisqueues.queue.RedisQueue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A received message is lent: invisible to others for the lease, and then theirs.
 */
interface LeaseContract extends QueueFixture {

	Duration SOON = Duration.ofSeconds(5);

	@Test
	default void hidesAMessageUntilItsLeaseRunsOut() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(200)));
		queue.send("a");
		Delivery<String> first = queue.receive().orElseThrow();
		Delivery<String> second = queue.receive(SOON).orElseThrow();
		assertThat(second.id()).isEqualTo(first.id());
		assertThat(second.payload()).isEqualTo("a");
		assertThat(second.attempt()).isEqualTo(2);
		assertThat(second.sentAt()).isEqualTo(first.sentAt());
		assertThat(second.leaseUntil()).as("by the server's clock")
			.isAfterOrEqualTo(first.leaseUntil().plusMillis(200));
	}

	@Test
	default void leasesForTheTimeThatTheReceiveAsksFor() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofHours(1)));
		queue.sendAll(List.of("a", "b", "c"));
		ReceiveOptions options = ReceiveOptions.defaults().max(2);
		Instant before = redis().serverTime();
		List<Delivery<String>> shortly = queue.receive(options.leaseTime(Duration.ofMillis(100)));
		assertThat(QueueFixture.payloads(shortly)).isEqualTo(asTaken("a", "b", "c").subList(0, 2));
		assertThat(queue.receive(options)).singleElement()
			.satisfies((delivery) -> assertThat(delivery.leaseUntil())
				.isAfterOrEqualTo(before.plus(Duration.ofHours(1)).minusMillis(1)));
		assertThat(queue.receive(options)).isEmpty();
		List<Delivery<String>> again = queue.receive(options.waitTime(SOON).leaseTime(Duration.ofDays(1)));
		assertThat(again).isNotEmpty().allSatisfy((delivery) -> {
			assertThat(delivery.attempt()).isEqualTo(2);
			assertThat(delivery.leaseUntil()).isAfterOrEqualTo(before.plus(Duration.ofDays(1)));
		});
		assertThat(shortly).allSatisfy((delivery) -> assertThat(delivery.ack()).isFalse());
		assertThat(again).allSatisfy((delivery) -> assertThat(delivery.ack()).isTrue());
	}

	@Test
	default void renewsEachLeaseForItsOwnTime() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofSeconds(10)));
		queue.sendAll(List.of("a", "b", "c"));
		List<RedisDelivery<String>> leased = new ArrayList<>();
		for (Duration lease : List.of(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofHours(1))) {
			long asked = System.nanoTime();
			RedisDelivery<String> delivery = (RedisDelivery<String>) queue
				.receive(ReceiveOptions.defaults().leaseTime(lease))
				.get(0);
			assertThat(delivery.leaseTime()).isEqualTo(lease);
			assertThat(delivery.renewAt() - asked).as("a third of the lease, by this process's clock")
				.isBetween(lease.toNanos() / 3, lease.toNanos() / 3 + Duration.ofSeconds(5).toNanos());
			leased.add(delivery);
		}
		leased.forEach((delivery) -> assertThat(delivery.extend(Duration.ofSeconds(5))).isTrue());
		Instant before = redis().serverTime();
		assertThat(((ConsumableQueue<String>) queue).renew(leased)).isEmpty();
		assertThat(leased).allSatisfy((delivery) -> {
			assertThat(delivery.leaseUntil()).isBetween(before.plus(delivery.leaseTime()).minusMillis(1),
					before.plus(delivery.leaseTime()).plusSeconds(5));
			assertThat(queue.find(delivery.id()).orElseThrow().leaseUntil()).isPresent()
				.get(InstanceOfAssertFactories.INSTANT)
				.isAfter(before.plus(delivery.leaseTime()).minusMillis(2));
		});
		leased.get(1).ack();
		assertThat(((ConsumableQueue<String>) queue).renew(leased)).containsExactly(leased.get(1));
	}

	@Test
	default void refusesAWrongReceiveOption() {
		ReceiveOptions options = ReceiveOptions.defaults();
		assertThatIllegalArgumentException().isThrownBy(() -> options.max(0));
		assertThatIllegalArgumentException().isThrownBy(() -> options.waitTime(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> options.leaseTime(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> options.leaseTime(Duration.ofNanos(1)));
	}

	@Test
	default void refusesEveryReceiptOfAnEarlierDelivery() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> stale = queue.receive().orElseThrow();
		stale.extend(Duration.ofMillis(1));
		Delivery<String> current = inOtherProcess(queue).receive(SOON).orElseThrow();
		assertRefused(queue, stale);
		assertThat(current.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void refusesAReceiptOncePastTheDeadlineEvenIfNobodyLooked() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(50)));
		sendMany(queue, 7);
		List<Delivery<String>> late = queue.receive(7, Duration.ZERO);
		awaitServerTimeAfter(late.get(0).leaseUntil());
		// None of these sweeps, and any look at the queue would
		assertThat(late.get(0).ack()).as("ack").isFalse();
		assertThat(queue.ack(late.subList(1, 2))).as("ack of a collection").isZero();
		assertThat(late.get(2).nack()).as("nack").isFalse();
		assertThat(late.get(3).nack(Duration.ofMinutes(1))).as("nack with a delay").isFalse();
		assertThat(late.get(4).retry()).as("retry").isFalse();
		assertThat(late.get(5).reject("late")).as("reject").isFalse();
		assertThat(late.get(6).extend(Duration.ofMinutes(1))).as("extend").isFalse();
		assertThat(invariant(queue).check().inFlight()).hasSize(7);
		assertThat(queue.stats().ready()).isEqualTo(7);
	}

	@Test
	default void refusesAReceiptThatWasUsed() {
		RedisQueue<String> queue = queue();
		queue.send("acknowledged");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.ack()).isTrue();
		assertRefused(queue, delivery);
		queue.send("returned");
		delivery = queue.receive().orElseThrow();
		assertThat(delivery.nack()).isTrue();
		assertRefused(queue, delivery);
		assertThat(queue.stats().ready()).isEqualTo(1);
		delivery = queue.receive().orElseThrow();
		assertThat(delivery.reject("bad")).isTrue();
		assertRefused(queue, delivery);
		assertThat(queue.deadLetters().size()).isEqualTo(1);
	}

	@Test
	default void refusesAReceiptFromBeforeARedrive() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> before = queue.receive().orElseThrow();
		before.reject("bad");
		queue.deadLetters().redrive(before.id());
		Delivery<String> after = queue.receive().orElseThrow();
		assertThat(after.attempt()).isEqualTo(1);
		assertRefused(queue, before);
		after.reject("bad again");
		assertThat(queue.deadLetters().redrive(10)).isEqualTo(1);
		Delivery<String> last = queue.receive().orElseThrow();
		assertThat(last.attempt()).isEqualTo(1);
		assertRefused(queue, before);
		assertRefused(queue, after);
		assertThat(last.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void refusesAReceiptFromBeforeTheIdWasSentAgain() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		Delivery<String> acknowledged = queue.receive().orElseThrow();
		acknowledged.ack();
		sendWithIds(queue, "a");
		Delivery<String> cancelled = queue.receive().orElseThrow();
		assertRefused(queue, acknowledged);
		cancelled.nack();
		assertThat(queue.cancel("a")).isTrue();
		sendWithIds(queue, "a");
		Delivery<String> deleted = queue.receive().orElseThrow();
		assertRefused(queue, acknowledged);
		assertRefused(queue, cancelled);
		deleted.reject("bad");
		queue.deadLetters().delete("a");
		sendWithIds(queue, "a");
		Delivery<String> current = queue.receive().orElseThrow();
		assertThat(current.attempt()).isEqualTo(1);
		for (Delivery<String> stale : List.of(acknowledged, cancelled, deleted)) {
			assertRefused(queue, stale);
		}
		assertThat(current.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void tellsReceiptsApartHoweverQuicklyTheyFollow() {
		RedisQueue<String> queue = queue();
		for (int i = 0; i < 100; i++) {
			sendWithIds(queue, "a");
			Delivery<String> acknowledged = queue.receive().orElseThrow();
			acknowledged.ack();
			sendWithIds(queue, "a");
			Delivery<String> rejected = queue.receive().orElseThrow();
			assertThat(acknowledged.ack()).as("receipt of the acknowledged delivery").isFalse();
			rejected.reject("bad");
			queue.deadLetters().redrive("a");
			Delivery<String> rejectedAgain = queue.receive().orElseThrow();
			assertThat(rejected.ack()).as("receipt of the rejected delivery").isFalse();
			rejectedAgain.reject("bad");
			queue.deadLetters().redrive(1);
			Delivery<String> last = queue.receive().orElseThrow();
			assertThat(rejectedAgain.ack()).as("receipt of the delivery that was rejected twice").isFalse();
			assertThat(last.ack()).isTrue();
		}
	}

	@Test
	default void refusesAReceiptThatLapsedBeforeTheIdWasSentAgain() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		Delivery<String> stale = queue.receive().orElseThrow();
		stale.extend(Duration.ofMillis(1));
		queue.receive(SOON).orElseThrow().ack();
		sendWithIds(queue, "a");
		Delivery<String> current = queue.receive().orElseThrow();
		assertRefused(queue, stale);
		assertThat(current.ack()).isTrue();
	}

	@Test
	default void extendsTheLease() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(250)));
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		Instant before = delivery.leaseUntil();
		assertThat(delivery.extend(Duration.ofMinutes(5))).isTrue();
		assertThat(delivery.leaseUntil()).isAfter(before.plusSeconds(200));
		awaitServerTimeAfter(before);
		assertThat(queue.receive()).isEmpty();
		assertThat(delivery.ack()).isTrue();
	}

	@Test
	default void shortensTheLease() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.extend(Duration.ofMillis(1))).isTrue();
		assertThat(delivery.leaseUntil()).isBefore(delivery.sentAt().plusSeconds(20));
		assertThat(queue.receive(SOON)).hasValueSatisfying((next) -> assertThat(next.attempt()).isEqualTo(2));
	}

	@Test
	default void reclaimsEveryLapsedLeaseOfALargeBatch() {
		RedisQueue<String> queue = queue();
		List<String> sent = sendMany(queue, 350);
		queue.receive(350, Duration.ZERO).forEach((delivery) -> delivery.extend(Duration.ofMillis(1)));
		Awaitility.await().until(() -> queue.stats().ready() == 350);
		List<Delivery<String>> again = queue.receive(350, Duration.ZERO);
		assertThat(QueueFixture.payloads(again)).containsExactlyInAnyOrderElementsOf(sent);
		assertThat(again).allSatisfy((delivery) -> assertThat(delivery.attempt()).isEqualTo(2));
	}

	private static void assertRefused(RedisQueue<String> queue, Delivery<String> stale) {
		QueueStats before = queue.stats();
		long dead = queue.deadLetters().size();
		assertThat(stale.extend(Duration.ofMinutes(1))).as("extend").isFalse();
		assertThat(stale.nack()).as("nack").isFalse();
		assertThat(stale.nack(Duration.ofMinutes(1))).as("nack with a delay").isFalse();
		assertThat(stale.retry()).as("retry").isFalse();
		assertThat(stale.reject("stale")).as("reject").isFalse();
		assertThat(stale.ack()).as("ack").isFalse();
		assertThat(queue.ack(List.of(stale))).as("ack of a collection").isZero();
		QueueStats after = queue.stats();
		assertThat(List.of(after.ready(), after.delayed(), after.inFlight(), after.dead()))
			.isEqualTo(List.of(before.ready(), before.delayed(), before.inFlight(), dead));
	}

	private void awaitServerTimeAfter(Instant moment) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> redis().serverTime().isAfter(moment.plusMillis(1)));
	}

}
