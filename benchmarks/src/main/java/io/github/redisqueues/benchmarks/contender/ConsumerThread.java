package io.github.redisqueues.benchmarks.contender;

import io.github.redisqueues.benchmarks.harness.Place;

/**
 * A thread that repeats an action until the side is closed.
 */
public final class ConsumerThread {

	private ConsumerThread() {
	}

	/**
	 * Starts the thread.
	 */
	public static void start(Place place, Step step) {
		Thread thread = new Thread(() -> run(step), "consumer");
		thread.setDaemon(true);
		thread.start();
		place.closing(thread::interrupt);
	}

	private static void run(Step step) {
		try {
			while (!Thread.currentThread().isInterrupted()) {
				step.run();
			}
		}
		catch (Exception ex) {
			if (!Thread.currentThread().isInterrupted() && !(ex instanceof InterruptedException)) {
				ex.printStackTrace();
			}
		}
	}

	/**
	 * Takes and settles what there is, waiting for it.
	 */
	@FunctionalInterface
	public interface Step {

		void run() throws Exception;

	}

}
