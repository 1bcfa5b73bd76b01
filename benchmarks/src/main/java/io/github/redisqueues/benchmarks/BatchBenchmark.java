package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * A hundred messages at a time, {@code sendAll}, {@code receive} and {@code ack}, against
 * RPUSH and LPOP of a hundred, which have no leases: on one thread, and with a producer
 * and a consumer in parallel. Each side uses one connection.
 */
final class BatchBenchmark implements Benchmark {

	private static final int BATCHES = 300;

	private static final int BATCH_SIZE = 100;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int batches = workbench.options().scaled(BATCHES);
		int rounds = workbench.options().rounds();
		List<byte[]> payloads = Collections.nCopies(BATCH_SIZE, Workbench.payload());
		byte[][] values = payloads.toArray(byte[][]::new);
		byte[] key = workbench.key("batch");
		RedisCommands<byte[], byte[]> raw = workbench.connect();
		RedisQueue<byte[]> queue = workbench.connectQueues().create(QueueSettings.of("batch", byte[].class));
		Traffic.Producer rawSend = (number) -> raw.rpush(key, values);
		Traffic.Producer send = (number) -> queue.sendAll(payloads);
		Comparison oneThread = Rounds.compare(rounds,
				() -> inTurn(batches, rawSend, () -> raw.lpop(key, BATCH_SIZE).size()),
				() -> inTurn(batches, send, () -> receiveAndAck(queue)));
		Comparison twoThreads = Rounds.compare(rounds,
				() -> Traffic.run(1, 1, batches, BATCH_SIZE, rawSend, () -> raw.lpop(key, BATCH_SIZE).size()),
				() -> Traffic.run(1, 1, batches, BATCH_SIZE, send, () -> receiveAndAck(queue)));
		return List.of(
				new Row("batch", "sendAll + receive + ack of 100 against RPUSH + LPOP, 1 thread", "messages/s",
						oneThread, Target.atLeast(100_000)),
				new Row("batch", "the same, a producer and a consumer thread", "messages/s", twoThreads,
						Target.atLeast(100_000)));
	}

	private static double inTurn(int batches, Traffic.Producer producer, Traffic.Consumer consumer) throws Exception {
		long begin = System.nanoTime();
		for (int i = 0; i < batches; i++) {
			producer.send(i);
			if (consumer.take() != BATCH_SIZE) {
				throw new IllegalStateException("what was sent did not come back");
			}
		}
		return batches * BATCH_SIZE / ((System.nanoTime() - begin) / 1e9);
	}

	private static int receiveAndAck(RedisQueue<byte[]> queue) {
		List<Delivery<byte[]>> deliveries = queue.receive(BATCH_SIZE, Duration.ZERO);
		if (deliveries.isEmpty()) {
			return 0;
		}
		return queue.ack(deliveries);
	}

}
