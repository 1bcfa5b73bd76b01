package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.redisqueues.benchmarks.harness.Figures;

/**
 * Producers and consumers, each on its own thread. Every producer sends without a pause
 * for some time. Every consumer takes, again at once when there is nothing, until all
 * that was sent is taken. All contenders use this loop.
 */
public final class Traffic {

	private final AtomicInteger numbers = new AtomicInteger();

	private final AtomicLong taken = new AtomicLong();

	private final AtomicInteger producing;

	private final AtomicLong sent = new AtomicLong();

	private final AtomicBoolean failed = new AtomicBoolean();

	private Traffic(int producers) {
		this.producing = new AtomicInteger(producers);
	}

	/**
	 * Sends for some time and takes everything.
	 * @param threads number of producers, and of consumers
	 * @param duration how long the producers send
	 */
	public static Figures run(int threads, Duration duration, Producer producer, Consumer consumer) throws Exception {
		return new Traffic(threads).measure(threads, duration, producer, consumer);
	}

	private Figures measure(int threads, Duration duration, Producer producer, Consumer consumer) throws Exception {
		ExecutorService pool = Executors.newFixedThreadPool(2 * threads);
		try {
			long begin = System.nanoTime();
			long end = begin + duration.toNanos();
			List<Future<Void>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				results.add(pool.submit(guarded(() -> produce(producer, end))));
				results.add(pool.submit(guarded(() -> consume(consumer))));
			}
			for (Future<Void> result : results) {
				result.get();
			}
			long nanos = System.nanoTime() - begin;
			if (this.taken.get() != this.sent.get()) {
				throw new IllegalStateException("sent " + this.sent + " messages, but took " + this.taken);
			}
			return Figures.perSecond(this.sent.get(), nanos);
		}
		finally {
			pool.shutdownNow();
		}
	}

	private Callable<Void> guarded(Callable<Void> work) {
		return () -> {
			try {
				return work.call();
			}
			catch (Exception ex) {
				this.failed.set(true);
				throw ex;
			}
		};
	}

	private Void produce(Producer producer, long end) throws Exception {
		try {
			while (System.nanoTime() < end && !this.failed.get()) {
				producer.send(this.numbers.getAndIncrement());
				this.sent.incrementAndGet();
			}
		}
		finally {
			this.producing.decrementAndGet();
		}
		return null;
	}

	private Void consume(Consumer consumer) throws Exception {
		while (!this.failed.get() && (this.producing.get() > 0 || this.taken.get() < this.sent.get())) {
			this.taken.addAndGet(consumer.take());
		}
		return null;
	}

	/**
	 * Sends one message.
	 */
	@FunctionalInterface
	public interface Producer {

		void send(int number) throws Exception;

	}

	/**
	 * Takes what is there, without waiting, and tells how many messages it was.
	 */
	@FunctionalInterface
	public interface Consumer {

		int take() throws Exception;

	}

}
