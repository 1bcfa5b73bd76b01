package io.github.redisqueues.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * Latency from the call of {@code send} until a waiting consumer has the message, against
 * RPUSH and BLPOP. On each side, sender and consumer are two threads with separate
 * connections, as in two processes. The next message is sent 2 ms after the last one was
 * received, so that the consumer waits again.
 */
final class HandoffBenchmark implements Benchmark {

	private static final int MESSAGES = 300;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

	private static final int WAIT_SECONDS = 10;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int messages = workbench.options().scaled(MESSAGES);
		byte[] key = workbench.key("handoff");
		QueueSettings<byte[]> settings = QueueSettings.of("handoff", byte[].class);
		RedisCommands<byte[], byte[]> rawSender = workbench.connect();
		RedisCommands<byte[], byte[]> rawConsumer = workbench.connect();
		Line raw = new RawLine(rawSender, rawConsumer, key);
		Line ours = new QueueLine(workbench.connectQueues().create(settings),
				workbench.connectQueues().create(settings));
		List<Comparison> comparisons = Rounds.compareAll(workbench.options().rounds(), () -> measure(messages, raw),
				() -> measure(messages, ours));
		return List.of(
				new Row("handoff", "send to a waiting receive against RPUSH to BLPOP, p50", "µs", comparisons.get(0),
						Target.ratioAtMost(2)),
				new Row("handoff", "the same, p99", "µs", comparisons.get(1), Target.none()));
	}

	private static double[] measure(int messages, Line line) throws Exception {
		long[] nanos = new long[messages];
		Semaphore taken = new Semaphore(0);
		ExecutorService consumer = Executors.newSingleThreadExecutor();
		try {
			Future<?> consuming = consumer.submit(() -> {
				for (int i = 0; i < messages; i++) {
					long sent = ByteBuffer.wrap(line.take()).getLong();
					nanos[i] = System.nanoTime() - sent;
					taken.release();
					line.settle();
				}
			});
			byte[] payload = Workbench.payload();
			for (int i = 0; i < messages; i++) {
				pause();
				ByteBuffer.wrap(payload).putLong(System.nanoTime());
				line.send(payload);
				if (!taken.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
					consuming.get(1, TimeUnit.SECONDS);
				}
			}
			consuming.get();
		}
		finally {
			consumer.shutdownNow();
		}
		Arrays.sort(nanos);
		return new double[] { nanos[messages / 2] / 1e3, nanos[messages * 99 / 100] / 1e3 };
	}

	private static void pause() {
		long until = System.nanoTime() + PAUSE_NANOS;
		while (System.nanoTime() < until) {
			LockSupport.parkNanos(until - System.nanoTime());
		}
	}

	private interface Line {

		void send(byte[] payload);

		/**
		 * Waits for the next message.
		 */
		byte[] take();

		void settle();

	}

	private record RawLine(RedisCommands<byte[], byte[]> sender, RedisCommands<byte[], byte[]> consumer,
			byte[] key) implements Line {

		@Override
		public void send(byte[] payload) {
			this.sender.rpush(this.key, payload);
		}

		@Override
		public byte[] take() {
			return this.consumer.blpop(WAIT_SECONDS, this.key).getValue();
		}

		@Override
		public void settle() {
		}

	}

	private static final class QueueLine implements Line {

		private final RedisQueue<byte[]> sender;

		private final RedisQueue<byte[]> consumer;

		private @Nullable Delivery<byte[]> delivery;

		QueueLine(RedisQueue<byte[]> sender, RedisQueue<byte[]> consumer) {
			this.sender = sender;
			this.consumer = consumer;
		}

		@Override
		public void send(byte[] payload) {
			this.sender.send(payload);
		}

		@Override
		public byte[] take() {
			Delivery<byte[]> received = this.consumer.receive(Duration.ofSeconds(WAIT_SECONDS)).orElseThrow();
			this.delivery = received;
			return received.payload();
		}

		@Override
		public void settle() {
			if (this.delivery != null) {
				this.delivery.ack();
			}
		}

	}

}
