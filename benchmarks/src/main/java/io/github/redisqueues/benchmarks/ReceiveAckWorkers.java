package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;

/**
 * A loop without a listener: each thread receives ten messages, calls the handler for
 * each and acknowledges the ten.
 */
final class ReceiveAckWorkers implements QueueWorkers {

	static final int BATCH = 10;

	private static final Duration WAIT = Duration.ofHours(1);

	@Override
	public AutoCloseable start(RedisQueue<String> queue, int concurrency, Consumer<String> handler) {
		List<Thread> threads = new ArrayList<>();
		AtomicBoolean stopping = new AtomicBoolean();
		for (int i = 0; i < concurrency; i++) {
			Thread thread = new Thread(() -> work(queue, handler, stopping), "worker-" + i);
			thread.setDaemon(true);
			threads.add(thread);
		}
		threads.forEach(Thread::start);
		return () -> {
			stopping.set(true);
			threads.forEach(Thread::interrupt);
			for (Thread thread : threads) {
				thread.join();
			}
		};
	}

	private static void work(RedisQueue<String> queue, Consumer<String> handler, AtomicBoolean stopping) {
		try {
			while (!stopping.get()) {
				List<Delivery<String>> deliveries = queue.receive(BATCH, WAIT);
				if (!deliveries.isEmpty()) {
					deliveries.forEach((delivery) -> handler.accept(delivery.payload()));
					queue.ack(deliveries);
				}
			}
		}
		catch (RedisOutcomeUnknownException ex) {
			// An interrupt in the middle of a receive; had it taken a message, the queue
			// would not be empty
			if (!stopping.get()) {
				throw ex;
			}
		}
	}

}
