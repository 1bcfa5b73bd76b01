package io.github.redisqueues.benchmarks;

import java.util.List;
import java.util.function.Supplier;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * One thread sends and polls one message repeatedly, against LPUSH and RPOP on one thread
 * with Lettuce's synchronous commands and byte arrays.
 */
final class PairsBenchmark implements Benchmark {

	private static final int PAIRS = 3_000;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int pairs = workbench.options().scaled(PAIRS);
		byte[] payload = Workbench.payload();
		byte[] key = workbench.key("pairs");
		RedisCommands<byte[], byte[]> raw = workbench.connect();
		RedisQueue<byte[]> queue = workbench.connectQueues().create(QueueSettings.of("pairs", byte[].class));
		Comparison comparison = Rounds.compare(workbench.options().rounds(),
				() -> measure(pairs, () -> raw.lpush(key, payload), () -> raw.rpop(key)),
				() -> measure(pairs, () -> queue.send(payload), () -> queue.poll().orElse(null)));
		return List.of(new Row("pairs", "send + poll against LPUSH + RPOP, 1 thread", "pairs/s", comparison,
				Target.ratioAtLeast(0.9)));
	}

	private static double measure(int pairs, Runnable send, Supplier<byte @Nullable []> take) {
		long begin = System.nanoTime();
		for (int i = 0; i < pairs; i++) {
			send.run();
			byte[] taken = take.get();
			if (taken == null || taken.length != Workbench.PAYLOAD_BYTES) {
				throw new IllegalStateException("what was sent did not come back");
			}
		}
		return pairs / ((System.nanoTime() - begin) / 1e9);
	}

}
