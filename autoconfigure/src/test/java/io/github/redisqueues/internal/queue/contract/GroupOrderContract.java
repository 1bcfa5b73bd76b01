package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many groups at once, and many consumers, some of which fail and some of which lose
 * their leases.
 */
interface GroupOrderContract extends QueueFixture {

	@Test
	default void keepsEachGroupInOrderUnderManyConsumers() {
		long seed = new Random().nextLong();
		System.out.println("Groups of a " + type() + " queue under many consumers, seed " + seed);
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(10_000));
		Consumers consumers = new Consumers(10, 25);
		consumers.send(queue, new Random(seed));
		List<BlockedCall<Void>> threads = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			RedisQueue<String> own = (i % 2 == 0) ? queue : inOtherProcess(queue);
			Random random = new Random(seed + i);
			threads.add(inThread(() -> {
				consumers.consume(own, random);
				return null;
			}));
		}
		threads.forEach((thread) -> thread.within(Duration.ofSeconds(50)));
		invariant(queue).checkEmpty();
	}

	@Test
	default void settlesAThousandGroupsInOneCall() {
		RedisQueue<String> queue = queue();
		List<String> groups = numbered(RedisQueue.MAX_BATCH_SIZE);
		for (String payload : List.of("first", "second")) {
			groups.forEach((group) -> queue.send(payload, SendOptions.defaults().group(group)));
		}
		List<Delivery<String>> first = queue.receive(groups.size(), Duration.ZERO);
		assertThat(QueueFixture.payloads(first)).hasSize(groups.size()).containsOnly("first");
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.ack(first)).isEqualTo(groups.size());
		List<Delivery<String>> second = queue.receive(groups.size(), Duration.ZERO);
		assertThat(QueueFixture.payloads(second)).hasSize(groups.size()).containsOnly("second");
		assertThat(second).extracting((delivery) -> delivery.group().orElseThrow()).isEqualTo(groups);
		assertThat(queue.ack(second)).isEqualTo(groups.size());
		invariant(queue).checkEmpty();
	}

	@Test
	default void mixesUpNoNames() {
		RedisQueue<String> queue = queue();
		List<String> groups = List.of("a", "aa", "a\u0000", "\u00ff", "a:b", "{x}", "\r\n", "\ud83d\ude80",
				"x".repeat(256));
		for (int i = 0; i < 3; i++) {
			String number = String.valueOf(i);
			groups.forEach((group) -> queue.send(number, SendOptions.defaults().group(group)));
		}
		for (int i = 0; i < 3; i++) {
			List<Delivery<String>> round = queue.receive(100, Duration.ZERO);
			assertThat(QueueFixture.payloads(round)).hasSize(groups.size()).containsOnly(String.valueOf(i));
			assertThat(round).extracting((delivery) -> delivery.group().orElseThrow()).isEqualTo(groups);
			assertThat(queue.ack(round)).isEqualTo(groups.size());
		}
		invariant(queue).checkEmpty();
	}

	@Test
	default void keepsTheOrderInWhichMessagesFellDueThoughTheyJoinTogether() {
		RedisQueue<String> queue = queue();
		for (int i = 1; i <= 4; i++) {
			queue.send("a" + i,
					GroupContract.A.id(String.valueOf(9 - i)).delay(Duration.ofMillis(200).plusMillis(20 * i)));
		}
		Instant due = redis().serverTime().plusMillis(300);
		Awaitility.await().until(() -> redis().serverTime().isAfter(due));
		assertThat(queue.poll(10)).containsExactly("a1", "a2", "a3", "a4");
	}

	@Test
	default void wakesWhoeverWaitsForTheNextOneWhenAnExchangeBuriesTheFirst() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2"), GroupContract.A);
		ConsumableQueue<String> consumable = (ConsumableQueue<String>) queue;
		RedisDelivery<String> held = consumable.exchange(List.of(), 1, null).deliveries().get(0);
		RedisQueue<String> other = inOtherProcess(queue);
		BlockedCall<String> waiter = inThread(() -> other.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		consumable.exchange(List.of(Settlement.reject(held, "bad")), 0, null);
		assertThat(waiter.atOnce()).isEqualTo("a2");
	}

	@Test
	default void knowsTheAgeOfTheOldestThatWaits() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("b1", "b2"), GroupContract.B);
		Instant sent = queue.browse(1, 1).get(0).sentAt();
		Awaitility.await().until(() -> redis().serverTime().isAfter(sent.plusMillis(100)));
		queue.sendAll(List.of("a1", "a2"), GroupContract.A);
		assertThat(queue.receive(10, Duration.ZERO)).hasSize(2);
		Duration age = Duration.between(sent, redis().serverTime());
		assertThat(queue.stats().oldestAge().toMillis()).isGreaterThanOrEqualTo(age.toMillis());
	}

	@Test
	default void isNotStoppedByWhatOthersWroteAmongThoseThatWait() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2"), GroupContract.A);
		String grouped = invariant(queue).key("grouped");
		for (String written : List.of("", "x", "\0\1b", "\u007f".repeat(7))) {
			redis().nodeOf(grouped).command("ZADD", grouped, 0, written);
		}
		assertThat(queue.stats().inFlight()).isZero();
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::payload).containsExactly("a1", "a2");
		assertThat(queue.poll(10)).containsExactly("a1", "a2");
		queue.purge();
		assertThat(queue.size()).isZero();
	}

	@Test
	default void groupsTakeTurns() {
		RedisQueue<String> queue = queue();
		SendOptions big = SendOptions.defaults().group("big");
		for (int i = 0; i < 5; i++) {
			queue.sendAll(numbered(1_000), big);
		}
		IntStream.range(0, 20).forEach((i) -> queue.sendAll(numbered(10), SendOptions.defaults().group("small " + i)));
		int done = 0;
		int deliveries = 0;
		while (done < 200) {
			Delivery<String> delivery = queue.receive().orElseThrow();
			done += delivery.group().equals(big.group()) ? 0 : 1;
			assertThat(++deliveries).as("deliveries for the first %s", done).isLessThanOrEqualTo(2 * done + 20);
			assertThat(delivery.ack()).isTrue();
		}
		assertThat(deliveries).isLessThanOrEqualTo(220);
		assertThat(queue.purge()).isEqualTo(5_200 - deliveries);
	}

	/**
	 * What consumers do, and check of each other.
	 */
	final class Consumers {

		private final int groups;

		private final int each;

		private final AtomicInteger left;

		/**
		 * How many of each group are acknowledged.
		 */
		private final AtomicIntegerArray done;

		/**
		 * How many of each group somebody works on.
		 */
		private final AtomicIntegerArray working;

		Consumers(int groups, int each) {
			this.groups = groups;
			this.each = each;
			this.left = new AtomicInteger(groups * each);
			this.done = new AtomicIntegerArray(groups);
			this.working = new AtomicIntegerArray(groups);
		}

		void send(RedisQueue<String> queue, Random random) {
			for (int number = 0; number < this.each; number++) {
				for (int group = 0; group < this.groups; group++) {
					SendOptions options = SendOptions.defaults().group("group " + group);
					queue.send(group + " " + number,
							(queue.type() == QueueType.PRIORITY) ? options.priority(random.nextInt(5)) : options);
				}
			}
		}

		void consume(RedisQueue<String> queue, Random random) {
			while (this.left.get() > 0) {
				if (random.nextInt(5) > 0) {
					Optional<Delivery<String>> delivery = queue.receive(Duration.ofMillis(100));
					delivery.ifPresent((one) -> work(one, random));
				}
				else {
					List<Delivery<String>> batch = queue.receive(3, Duration.ofMillis(100));
					batch.forEach(this::begin);
					batch.forEach(this::finish);
					assertThat(queue.ack(batch)).isEqualTo(batch.size());
				}
			}
		}

		private void work(Delivery<String> delivery, Random random) {
			int group = begin(delivery);
			switch (random.nextInt(5)) {
				case 0 -> {
					this.working.decrementAndGet(group);
					assertThat(delivery.nack()).isTrue();
				}
				case 1 -> {
					this.working.decrementAndGet(group);
					assertThat(delivery.nack(Duration.ofMillis(1 + random.nextInt(10)))).isTrue();
				}
				case 2 -> {
					this.working.decrementAndGet(group);
					assertThat(delivery.extend(Duration.ofMillis(1))).isTrue();
				}
				default -> {
					finish(delivery);
					assertThat(delivery.ack()).isTrue();
				}
			}
		}

		private int begin(Delivery<String> delivery) {
			int group = groupOf(delivery);
			int number = Integer.parseInt(delivery.payload().split(" ")[1]);
			assertThat(this.working.incrementAndGet(group)).as("at work on group %s", group).isEqualTo(1);
			assertThat(number).as("the next of group %s", group).isEqualTo(this.done.get(group));
			return group;
		}

		private void finish(Delivery<String> delivery) {
			int group = groupOf(delivery);
			this.done.incrementAndGet(group);
			this.working.decrementAndGet(group);
			this.left.decrementAndGet();
		}

		private static int groupOf(Delivery<String> delivery) {
			return Integer.parseInt(delivery.payload().split(" ")[0]);
		}

	}

}
