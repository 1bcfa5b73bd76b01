package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts handlers that take too long. On a thread of its own, which Redis cannot hold
 * up.
 *
 * @param <E> type of the payloads
 */
final class TimeLimit<E> implements Runnable {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long LONGEST_INTERVAL = TimeUnit.SECONDS.toNanos(1);

	private final String listener;

	private final Set<Worker<E>> workers;

	private final long limit;

	private final long interval;

	private volatile @Nullable Thread thread;

	private volatile boolean stopped;

	TimeLimit(String listener, Set<Worker<E>> workers, Duration limit) {
		this.listener = listener;
		this.workers = workers;
		this.limit = limit.toNanos();
		this.interval = Math.min(Math.max(this.limit / 10, SHORTEST_INTERVAL), LONGEST_INTERVAL);
	}

	void stop() {
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

	@Override
	public void run() {
		this.thread = Thread.currentThread();
		while (!this.stopped) {
			long begunBefore = System.nanoTime() - this.limit;
			for (Worker<E> worker : this.workers) {
				if (worker.interruptIfBegunBefore(begunBefore)) {
					logger.warn("A handler of " + this.listener + " took longer than its time limit of "
							+ TimeUnit.NANOSECONDS.toMillis(this.limit) + " ms and was interrupted");
				}
			}
			LockSupport.parkNanos(this, this.interval);
		}
	}

}
