package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

/**
 * The workers of this library, in this process. Senders and workers share one connection,
 * as in an application.
 */
final class QueueWorkerSide implements WorkerSide {

	private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final RedisQueue<String> queue;

	private final QueueWorkers workers;

	private @Nullable Running running;

	QueueWorkerSide(RedisQueue<String> queue, QueueWorkers workers) {
		this.queue = queue;
		this.workers = workers;
	}

	@Override
	public void prepare(int messages) {
		for (int sent = 0; sent < messages; sent += RedisQueue.MAX_BATCH_SIZE) {
			this.queue.sendAll(Collections.nCopies(Math.min(RedisQueue.MAX_BATCH_SIZE, messages - sent), PAYLOAD));
		}
	}

	@Override
	public void start(int messages, int concurrency) throws Exception {
		Counter counter = new Counter(messages);
		long begin = System.nanoTime();
		this.running = new Running(begin, counter, this.workers.start(this.queue, concurrency, counter));
	}

	@Override
	public long send(int messages, int senders) throws Exception {
		AtomicInteger next = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(senders);
		try {
			List<Future<?>> results = new ArrayList<>();
			long begin = System.nanoTime();
			for (int i = 0; i < senders; i++) {
				results.add(threads.submit(() -> {
					while (next.getAndIncrement() < messages) {
						this.queue.send(PAYLOAD);
					}
				}));
			}
			for (Future<?> result : results) {
				result.get();
			}
			return begin;
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Override
	public Work finish() throws Exception {
		Running work = this.running;
		if (work == null) {
			throw new IllegalStateException("nothing was started");
		}
		work.counter().await();
		awaitEmpty();
		work.workers().close();
		this.running = null;
		return new Work(work.begin(), work.counter().end(), work.counter().count(),
				this.queue.size() + this.queue.deadLetters().size());
	}

	@Override
	public long[] latencies(int messages, Duration pause, int concurrency) throws Exception {
		long[] nanos = new long[messages];
		AtomicLong arrived = new AtomicLong();
		Semaphore arrival = new Semaphore(0);
		try (AutoCloseable ending = this.workers.start(this.queue, concurrency, (payload) -> {
			arrived.set(System.nanoTime());
			arrival.release();
		})) {
			for (int i = 0; i < messages; i++) {
				Thread.sleep(pause.toMillis());
				long sent = System.nanoTime();
				this.queue.send(PAYLOAD);
				if (!arrival.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
					throw new IllegalStateException("a message did not reach its handler");
				}
				nanos[i] = arrived.get() - sent;
			}
			awaitEmpty();
		}
		if (this.queue.size() > 0) {
			throw new IllegalStateException("what reached its handler was not settled");
		}
		return nanos;
	}

	private void awaitEmpty() throws InterruptedException {
		long until = System.nanoTime() + SETTLING_NANOS;
		while (this.queue.size() > 0 && System.nanoTime() < until) {
			Thread.sleep(1);
		}
	}

	@Override
	public void close() throws Exception {
		Running work = this.running;
		if (work != null) {
			work.workers().close();
		}
	}

	private record Running(long begin, Counter counter, AutoCloseable workers) {

	}

	/**
	 * The handler.
	 */
	private static final class Counter implements Consumer<String> {

		private final int messages;

		private final AtomicInteger count = new AtomicInteger();

		private final CountDownLatch done = new CountDownLatch(1);

		private volatile long end;

		Counter(int messages) {
			this.messages = messages;
			if (messages == 0) {
				this.done.countDown();
			}
		}

		@Override
		public void accept(String payload) {
			if (payload.length() != PAYLOAD.length()) {
				throw new IllegalStateException("what was sent did not come back");
			}
			if (this.count.incrementAndGet() == this.messages) {
				this.end = System.nanoTime();
				this.done.countDown();
			}
		}

		void await() throws InterruptedException {
			if (!this.done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				this.end = System.nanoTime();
			}
		}

		long end() {
			return this.end;
		}

		int count() {
			return this.count.get();
		}

	}

}
