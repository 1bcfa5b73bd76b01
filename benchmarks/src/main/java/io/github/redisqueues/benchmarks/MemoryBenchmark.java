package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Growth of {@code used_memory} per waiting message, against the same payloads in a plain
 * list. Both figures include the bytes of the payload.
 */
final class MemoryBenchmark implements Benchmark {

	private static final int MESSAGES = 100_000;

	private static final int BATCH_SIZE = RedisQueue.MAX_BATCH_SIZE;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int batches = Math.max(1, workbench.options().scaled(MESSAGES) / BATCH_SIZE);
		List<byte[]> payloads = Collections.nCopies(BATCH_SIZE, Workbench.payload());
		byte[][] values = payloads.toArray(byte[][]::new);
		byte[] key = workbench.key("memory");
		RedisCommands<byte[], byte[]> raw = workbench.connect();
		DefaultRedisQueueFactory queues = workbench.connectQueues();
		List<Row> rows = new ArrayList<>();
		for (QueueType type : QueueType.values()) {
			QueueSettings.Builder<byte[]> settings = QueueSettings.builder("memory-" + type, byte[].class).type(type);
			if (type == QueueType.DELAY) {
				settings.delay(Duration.ofHours(1));
			}
			RedisQueue<byte[]> queue = queues.create(settings.build());
			Comparison comparison = Rounds.compare(1, () -> measure(workbench, batches, () -> raw.rpush(key, values)),
					() -> measure(workbench, batches, () -> queue.sendAll(payloads)));
			String state = (type == QueueType.DELAY) ? "delayed" : "ready";
			rows.add(new Row("memory", type + ", " + state + ", against RPUSH", "bytes/message", comparison,
					Target.none()));
		}
		return rows;
	}

	private static double measure(Workbench workbench, int batches, Runnable sendBatch) {
		workbench.clear();
		long before = usedMemory(workbench);
		for (int i = 0; i < batches; i++) {
			sendBatch.run();
		}
		double grown = usedMemory(workbench) - before;
		workbench.clear();
		return grown / (batches * BATCH_SIZE);
	}

	private static long usedMemory(Workbench workbench) {
		return Long.parseLong(workbench.info("memory").getOrDefault("used_memory", "0"));
	}

}
