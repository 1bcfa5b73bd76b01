package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Producers and consumers, each on its own thread. Every producer sends its share without
 * a pause. Every consumer polls, again at once when the queue is empty, until all
 * messages are received. Both sides of a comparison use this loop.
 */
final class Traffic {

	private Traffic() {
	}

	/**
	 * Sends and receives all messages.
	 * @param producers number of producers
	 * @param consumers number of consumers
	 * @param sends total number of sends
	 * @param messagesPerSend messages per send
	 * @return messages per second, from the first send to the last receive
	 */
	static double run(int producers, int consumers, int sends, int messagesPerSend, Producer producer,
			Consumer consumer) throws Exception {
		int messages = sends * messagesPerSend;
		AtomicInteger nextSend = new AtomicInteger();
		AtomicInteger taken = new AtomicInteger();
		AtomicBoolean failed = new AtomicBoolean();
		List<Callable<Void>> work = new ArrayList<>();
		for (int i = 0; i < producers; i++) {
			work.add(() -> {
				for (int send = nextSend.getAndIncrement(); send < sends; send = nextSend.getAndIncrement()) {
					producer.send(send);
				}
				return null;
			});
		}
		for (int i = 0; i < consumers; i++) {
			work.add(() -> {
				while (taken.get() < messages && !failed.get()) {
					taken.addAndGet(consumer.take());
				}
				return null;
			});
		}
		ExecutorService threads = Executors.newFixedThreadPool(work.size());
		try {
			long begin = System.nanoTime();
			List<Future<Void>> results = new ArrayList<>();
			for (Callable<Void> task : work) {
				results.add(threads.submit(() -> {
					try {
						return task.call();
					}
					catch (Exception ex) {
						failed.set(true);
						throw ex;
					}
				}));
			}
			for (Future<Void> result : results) {
				result.get();
			}
			double seconds = (System.nanoTime() - begin) / 1e9;
			if (taken.get() != messages) {
				throw new IllegalStateException("sent " + messages + " messages, but received " + taken.get());
			}
			return messages / seconds;
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * Sends.
	 */
	interface Producer {

		void send(int number) throws Exception;

	}

	/**
	 * Takes what is there, without waiting, and tells how many messages it was.
	 */
	interface Consumer {

		int take() throws Exception;

	}

}
