package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

import io.github.redisqueues.queue.model.QueueModel;
import io.github.redisqueues.queue.model.RealRig;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories of every operation against the reference queue. To run one again, or
 * longer ones: {@code -Dqueue.model.seed=… -Dqueue.model.steps=…}.
 */
class QueueModelTests {

	private static final long[] FIXED_SEEDS = { 1, 2, 3, 4 };

	private static RedisTestServer server;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void doesWhatTheModelDoes(QueueType type) {
		String given = System.getProperty("queue.model.seed", "");
		LongStream seeds = given.isEmpty()
				? LongStream.concat(LongStream.of(FIXED_SEEDS), LongStream.of(new Random().nextLong()))
				: LongStream.of(Long.parseLong(given));
		// Most of the time they wait for deadlines, and so they wait together
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			List<CompletableFuture<Void>> runs = seeds
				.mapToObj((seed) -> CompletableFuture.runAsync(() -> check(type, seed), threads))
				.toList();
			assertThat(runs).allSatisfy((run) -> assertThat(run).succeedsWithin(Duration.ofMinutes(2)));
		}
		finally {
			threads.shutdownNow();
		}
	}

	private void check(QueueType type, long seed) {
		System.out.println("Model of a " + type + " queue, -Dqueue.model.seed=" + seed);
		try (RealRig rig = new RealRig(server)) {
			new QueueModel(rig).check(type, seed, Integer.getInteger("queue.model.steps", 500));
		}
	}

}
