package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Interrupts handlers that take too long. On a thread of its own, which Redis cannot hold
 * up.
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
	long look() {
		long begunBefore = System.nanoTime() - this.limit;
		for (Worker<E> worker : this.workers) {
			if (worker.interruptIfBegunBefore(begunBefore)) {
				logger.warn("A handler of " + this.listener + " took longer than its time limit of "
						+ TimeUnit.NANOSECONDS.toMillis(this.limit) + " ms and was interrupted");
			}
		}
		return this.interval;
	}

}
