package io.github.redisqueues.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;

/**
 * What one call costs with a million messages waiting, against the same call with a
 * thousand. The reference is our own queue. The benchmark cancels random messages of the
 * half that would be received last.
 */
final class DeepBenchmark implements Benchmark {

	private static final int DEEP = 1_000_000;

	private static final int SHALLOW = 1_000;

	private static final int SMALL_BATCH = 100;

	private static final int CALLS = 400;

	private static final List<String> OPERATIONS = List.of("send", "receive", "ack", "cancel");

	private static final List<QueueType> TYPES = List.of(QueueType.FIFO, QueueType.LIFO, QueueType.PRIORITY);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		DefaultRedisQueueFactory queues = workbench.connectQueues();
		List<Row> rows = new ArrayList<>();
		for (QueueType type : TYPES) {
			rows.addAll(measure(workbench, queues, type));
			workbench.clear();
		}
		return rows;
	}

	private static List<Row> measure(Workbench workbench, DefaultRedisQueueFactory queues, QueueType type)
			throws Exception {
		int rounds = workbench.options().rounds();
		int depth = workbench.options().scaled(DEEP);
		RedisQueue<byte[]> shallow = queue(queues, type, "shallow");
		RedisQueue<byte[]> deep = queue(queues, type, "deep");
		try (SlowLog slowLog = SlowLog.begin(workbench.commands())) {
			Deque<String> cancellable = fill(deep, depth, RedisQueue.MAX_BATCH_SIZE);
			double longestFilling = slowLog.longestMillis();
			slowLog.reset();
			List<Comparison> comparisons = Rounds.compareAll(rounds, () -> {
				shallow.purge();
				return medianMicros(shallow, fill(shallow, SHALLOW, SMALL_BATCH));
			}, () -> medianMicros(deep, cancellable));
			List<Row> rows = new ArrayList<>();
			for (int i = 0; i < OPERATIONS.size(); i++) {
				rows.add(new Row("deep",
						"%s %s, %,d waiting against %,d, p50".formatted(type, OPERATIONS.get(i), depth, SHALLOW), "µs",
						comparisons.get(i), Target.none()));
			}
			rows.add(new Row("deep", type + ", longest command in SLOWLOG meanwhile", "ms",
					Comparison.withoutReference(slowLog.longestMillis()), Target.below(5)));
			rows.add(new Row("deep", "%s, longest sendAll(%,d) in SLOWLOG".formatted(type, RedisQueue.MAX_BATCH_SIZE),
					"ms", Comparison.withoutReference(longestFilling), Target.none()));
			return rows;
		}
	}

	private static RedisQueue<byte[]> queue(DefaultRedisQueueFactory queues, QueueType type, String name) {
		return queues.create(QueueSettings.builder(name + "-" + type, byte[].class).type(type).build());
	}

	/**
	 * Sends messages until the queue has the given number.
	 * @return ids of some messages of the half that is received last, shuffled
	 */
	private static Deque<String> fill(RedisQueue<byte[]> queue, int depth, int batch) {
		List<byte[]> payloads = Collections.nCopies(batch, Workbench.payload());
		List<String> ids = new ArrayList<>(depth);
		while (ids.size() < depth) {
			ids.addAll(queue.sendAll(payloads.subList(0, Math.min(batch, depth - ids.size()))));
		}
		int half = depth / 2;
		List<String> last = (queue.type() == QueueType.LIFO) ? ids.subList(0, half) : ids.subList(half, depth);
		Collections.shuffle(last, new Random(42));
		return new ArrayDeque<>(last);
	}

	private static double[] medianMicros(RedisQueue<byte[]> queue, Deque<String> cancellable) {
		byte[] payload = Workbench.payload();
		double[][] micros = new double[OPERATIONS.size()][CALLS];
		for (int i = 0; i < CALLS; i++) {
			long begin = System.nanoTime();
			queue.send(payload);
			long sent = System.nanoTime();
			Delivery<byte[]> delivery = queue.receive().orElseThrow();
			long received = System.nanoTime();
			boolean acknowledged = delivery.ack();
			long settled = System.nanoTime();
			boolean cancelled = queue.cancel(cancellable.pop());
			long ended = System.nanoTime();
			if (!acknowledged || !cancelled) {
				throw new IllegalStateException("acknowledged: " + acknowledged + ", cancelled: " + cancelled);
			}
			queue.send(payload);
			double[] round = { sent - begin, received - sent, settled - received, ended - settled };
			for (int operation = 0; operation < round.length; operation++) {
				micros[operation][i] = round[operation] / 1e3;
			}
		}
		return Arrays.stream(micros).mapToDouble(Comparison::median).toArray();
	}

}
