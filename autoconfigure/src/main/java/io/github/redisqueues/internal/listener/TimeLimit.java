package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Interrupts handlers that exceed their time limit. Runs on a thread of its own, so that
 * a slow Redis does not delay it.
 *
 * @param <E> type of the payloads
 */
final class TimeLimit<E> extends PeriodicTask {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long LONGEST_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final String listener;

	private final Set<Worker<E>> workers;

	private final long limit;

	private final long interval;

	TimeLimit(String listener, Set<Worker<E>> workers, Duration limit) {
		this.listener = listener;
		this.workers = workers;
		this.limit = limit.toNanos();
		this.interval = Math.min(Math.max(this.limit / 10, SHORTEST_INTERVAL), LONGEST_INTERVAL);
	}

	@Override
	long runOnce() {
		long startedBefore = System.nanoTime() - this.limit;
		for (Worker<E> worker : this.workers) {
			if (worker.interruptIfStartedBefore(startedBefore)) {
				logger.warn("A handler of " + this.listener + " exceeded its time limit of "
						+ TimeUnit.NANOSECONDS.toMillis(this.limit) + " ms and was interrupted");
			}
		}
		return this.interval;
	}

}
