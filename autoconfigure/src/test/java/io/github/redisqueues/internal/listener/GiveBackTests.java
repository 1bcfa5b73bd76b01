package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.Settlement;
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
			RedisAvailability redis = new RedisAvailability("listener", Duration.ofSeconds(1).toNanos());
			PrefetchBuffer<String> buffer = new PrefetchBuffer<>(queue, BATCH_SIZE,
					new PrefetchEstimator(COUNT, BATCH_SIZE, true), redis,
					new SettlementBuffer<>("listener", queue, redis), () -> false);
			while (buffer.inFlight() < COUNT) {
				buffer.tryExchange(true);
			}
			List<String> taken = new ArrayList<>();
			buffer.ready().forEach((assignment) -> taken.add(assignment.payload()));
			// So that an exchange does not end where some round number of messages does
			buffer.next().forEach((begun) -> buffer.settle(Settlement.ack(begun)));
			buffer.giveBack(System.nanoTime());
			while (buffer.hasSettlements()) {
				buffer.tryExchange(false);
			}
			assertThat(buffer.inFlight()).isZero();
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
