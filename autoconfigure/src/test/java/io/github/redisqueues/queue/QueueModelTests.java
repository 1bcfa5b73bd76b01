package io.github.redisqueues.queue;

import java.util.Random;
import java.util.stream.LongStream;

import io.github.redisqueues.queue.model.QueueModel;
import io.github.redisqueues.queue.model.RealRig;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of every operation against the reference queue. To run one again, or
 * longer ones: {@code -Dqueue.model.seed=… -Dqueue.model.steps=…}.
 */
class QueueModelTests {

	private static final long[] FIXED_SEEDS = { 1, 2, 3, 4 };

	private static RedisTestServer server;

	private static RealRig rig;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
		rig = new RealRig(server);
	}

	@AfterAll
	static void stop() {
		rig.close();
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void doesWhatTheModelDoes(QueueType type) {
		String given = System.getProperty("queue.model.seed", "");
		LongStream seeds = given.isEmpty()
				? LongStream.concat(LongStream.of(FIXED_SEEDS), LongStream.of(new Random().nextLong()))
				: LongStream.of(Long.parseLong(given));
		seeds.forEach((seed) -> {
			System.out.println("Model of a " + type + " queue, -Dqueue.model.seed=" + seed);
			new QueueModel(rig).check(type, seed, Integer.getInteger("queue.model.steps", 500));
		});
	}

}
