package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was fetched ahead and goes back, when that takes several exchanges.
 */
@Timeout(60)
class GiveBackTests {

	private static final int COUNT = 2 * ConsumableQueue.MAX_EXCHANGE_SIZE + 200;

	private static final int BATCH_SIZE = 7;

	@ParameterizedTest
	@EnumSource
	void keepsTheOrderOfMoreThanGoesIntoOneExchange(QueueType type) {
		try (ListenerProcess process = new ListenerProcess(RedisTestServer.shared())) {
			ConsumableQueue<String> queue = (ConsumableQueue<String>) process.queue((settings) -> settings.type(type));
			send(queue);
			RedisAvailability contact = new RedisAvailability("listener", Duration.ofSeconds(1).toNanos());
			Exchanger<String> exchanger = new Exchanger<>("listener", queue, contact);
			ListenerSettings settings = ListenerSettings.builder().concurrency(COUNT).batchSize(BATCH_SIZE).build();
			PrefetchBuffer<String> supply = new PrefetchBuffer<>(queue, settings,
					new PrefetchEstimator(COUNT, BATCH_SIZE), contact, exchanger, () -> {
					});
			while (supply.outstanding() < COUNT) {
				supply.tryExchange(true);
			}
			List<String> taken = new ArrayList<>();
			supply.ready().forEach((assignment) -> taken.add(assignment.payload()));
			// So that an exchange does not end where some round number of messages does
			supply.next().forEach((begun) -> supply.settle(Settlement.ack(begun)));
			supply.giveBack(System.nanoTime());
			while (exchanger.hasSettlements()) {
				supply.tryExchange(false);
			}
			assertThat(supply.outstanding()).isZero();
			assertThat(queue.poll(COUNT)).containsExactlyElementsOf(taken.subList(BATCH_SIZE, COUNT));
			process.invariant(queue).checkEmpty();
		}
	}

	private static void send(RedisQueue<String> queue) {
		List<String> payloads = IntStream.range(0, COUNT).mapToObj(String::valueOf).toList();
		for (int from = 0; from < COUNT; from += RedisQueue.MAX_BATCH_SIZE) {
			queue.sendAll(payloads.subList(from, Math.min(COUNT, from + RedisQueue.MAX_BATCH_SIZE)));
		}
	}

}
