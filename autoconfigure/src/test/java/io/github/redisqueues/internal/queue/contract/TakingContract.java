package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Taking messages, for good and under a lease, without waiting.
 */
interface TakingContract extends QueueFixture {

	@Test
	default void takesNothingFromAnEmptyQueue() {
		RedisQueue<String> queue = queue();
		assertThat(queue.poll()).isEmpty();
		assertThat(queue.poll(Duration.ZERO)).isEmpty();
		assertThat(queue.poll(10)).isEmpty();
		assertThat(queue.poll(10, Duration.ZERO)).isEmpty();
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.receive(Duration.ZERO)).isEmpty();
		assertThat(queue.receive(10, Duration.ZERO)).isEmpty();
	}

	@Test
	default void pollsOneAtATimeInTheOrderOfTheType() {
		RedisQueue<String> queue = queue();
		List.of("a", "b", "c", "d").forEach(queue::send);
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			taken.add(queue.poll().orElseThrow());
		}
		assertThat(taken).isEqualTo(asTaken("a", "b", "c", "d"));
		assertThat(queue.poll()).isEmpty();
		invariant(queue).checkEmpty();
	}

	@Test
	default void receivesOneAtATimeInTheOrderOfTheType() {
		RedisQueue<String> queue = queue();
		List.of("a", "b", "c", "d").forEach(queue::send);
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			Delivery<String> delivery = queue.receive().orElseThrow();
			taken.add(delivery.payload());
			assertThat(delivery.ack()).isTrue();
		}
		assertThat(taken).isEqualTo(asTaken("a", "b", "c", "d"));
		invariant(queue).checkEmpty();
	}

	@Test
	default void takesNoOrderFromTheIds() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "c", "a", "e", "b", "d");
		assertThat(drain(queue)).isEqualTo(asTaken("c", "a", "e", "b", "d"));
	}

	@Test
	default void takesNoMoreThanAskedAndNoMoreThanThereIs() {
		RedisQueue<String> queue = queue();
		List<String> order = asTaken(sendMany(queue, 10));
		assertThat(queue.poll(3)).isEqualTo(order.subList(0, 3));
		assertThat(QueueFixture.payloads(queue.receive(3, Duration.ZERO))).isEqualTo(order.subList(3, 6));
		assertThat(QueueFixture.payloads(queue.receive(100, Duration.ZERO))).isEqualTo(order.subList(6, 10));
		assertThat(queue.poll(1)).isEmpty();
	}

	@Test
	default void receivesThousandsInOneCall() {
		RedisQueue<String> queue = queue();
		List<String> order = asTaken(sendMany(queue, 2_500));
		List<Delivery<String>> deliveries = queue.receive(2_500, Duration.ZERO);
		assertThat(QueueFixture.payloads(deliveries)).isEqualTo(order);
		assertThat(queue.stats().inFlight()).isEqualTo(2_500);
		assertThat(queue.ack(deliveries)).isEqualTo(2_500);
		invariant(queue).checkEmpty();
	}

	@Test
	default void pollsThousandsInOneCall() {
		RedisQueue<String> queue = queue();
		List<String> order = asTaken(sendMany(queue, 2_500));
		assertThat(queue.poll(2_400)).isEqualTo(order.subList(0, 2_400));
		assertThat(queue.poll(2_400, Duration.ofSeconds(30))).isEqualTo(order.subList(2_400, 2_500));
		invariant(queue).checkEmpty();
	}

	@Test
	default void sharesTheMessagesBetweenProcesses() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(List.of("a", "b"));
		other.sendAll(List.of("c", "d"));
		List<String> order = asTaken("a", "b", "c", "d");
		assertThat(other.poll(2)).isEqualTo(order.subList(0, 2));
		assertThat(queue.poll(5)).isEqualTo(order.subList(2, 4));
	}

	@Test
	default void leasesNoMoreThanMaxInFlightInAllProcesses() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(2));
		RedisQueue<String> other = inOtherProcess(queue);
		sendMany(queue, 5);
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(other.receive(5, Duration.ZERO)).hasSize(1);
		assertThat(queue.receive(5, Duration.ZERO)).isEmpty();
		assertThat(other.receive()).isEmpty();
		first.ack();
		Delivery<String> third = other.receive().orElseThrow();
		assertThat(queue.receive()).isEmpty();
		third.extend(Duration.ofMillis(1));
		assertThat(queue.receive(Duration.ofSeconds(5))).as("a lapsed lease does not count").isPresent();
	}

}
