package io.github.redisqueues.internal.queue;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

import io.github.redisqueues.internal.queue.model.QueueModel;
import io.github.redisqueues.internal.queue.model.RealRig;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of every operation against the reference queue. To run one again, or
 * longer ones: {@code -Dqueue.model.seed=… -Dqueue.model.steps=…}.
 */
@Tag(TestScale.SLOW)
class QueueModelTests {

	private static final long[] FIXED_SEEDS = { 1, 2, 3 };

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
	void doesWhatTheModelDoes(QueueType type) throws InterruptedException {
		String given = System.getProperty("queue.model.seed", "");
		LongStream seeds = given.isEmpty()
				? LongStream.concat(LongStream.of(FIXED_SEEDS), LongStream.of(new Random().nextLong()))
				: LongStream.of(Long.parseLong(given));
		// Most of the time they wait for deadlines, and so they wait together
		ExecutorService threads = Executors.newCachedThreadPool();
		try {
			List<Callable<Void>> runs = seeds.<Callable<Void>>mapToObj((seed) -> () -> check(type, seed)).toList();
			for (Future<Void> run : threads.invokeAll(runs)) {
				run.get();
			}
		}
		catch (ExecutionException ex) {
			throw new AssertionError("The queue is not what the model says", ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private Void check(QueueType type, long seed) {
		System.out.println("Model of a " + type + " queue, -Dqueue.model.seed=" + seed);
		try (RealRig rig = new RealRig(server)) {
			new QueueModel(rig).check(type, seed, Integer.getInteger("queue.model.steps", TestScale.of(300, 3_000)));
			return null;
		}
	}

}
