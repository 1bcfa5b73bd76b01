package io.github.redisqueues.benchmarks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * Eight producers and eight consumers on a priority queue, against ZADD and ZPOPMIN. On
 * both sides all threads share one connection, use ten priorities in turn, and poll again
 * at once when the queue is empty. A member of the raw sorted set is the payload after an
 * 8-byte number that makes it unique.
 */
final class PriorityBenchmark implements Benchmark {

	private static final int MESSAGES = 20_000;

	private static final int THREADS = 8;

	private static final int PRIORITIES = 10;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int messages = workbench.options().scaled(MESSAGES);
		byte[] payload = Workbench.payload();
		byte[] key = workbench.key("priority");
		RedisCommands<byte[], byte[]> raw = workbench.connect();
		RedisQueue<byte[]> queue = workbench.connectQueues()
			.create(QueueSettings.builder("priority", byte[].class).type(QueueType.PRIORITY).build());
		List<SendOptions> priorities = IntStream.range(0, PRIORITIES)
			.mapToObj((priority) -> SendOptions.defaults().priority(priority))
			.toList();
		Comparison comparison = Rounds.compare(workbench.options().rounds(),
				() -> Traffic.run(THREADS, THREADS, messages, 1,
						(number) -> raw.zadd(key, -(number % PRIORITIES), member(number, payload)),
						() -> raw.zpopmin(key).hasValue() ? 1 : 0),
				() -> Traffic.run(THREADS, THREADS, messages, 1,
						(number) -> queue.send(payload, priorities.get(number % PRIORITIES)),
						() -> queue.poll().isPresent() ? 1 : 0));
		return List.of(new Row("priority", "send + poll against ZADD + ZPOPMIN, 8 producers, 8 consumers", "messages/s",
				comparison, Target.ratioAtLeast(0.7)));
	}

	private static byte[] member(int number, byte[] payload) {
		return ByteBuffer.allocate(Long.BYTES + payload.length).putLong(number).put(payload).array();
	}

}
