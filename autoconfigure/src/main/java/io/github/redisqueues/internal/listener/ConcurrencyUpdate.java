package io.github.redisqueues.internal.listener;

import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Gives one container the number of workers that an operator has set for the queue, or
 * else the configured one. Reads it at the start, and when another thread asks for it
 * since it may have changed. Until the first answer the container has one worker.
 *
 * @param <E> type of the payloads
 */
final class ConcurrencyUpdate<E> extends PeriodicTask {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long RETRY_AFTER = TimeUnit.SECONDS.toNanos(5);

	private final String listener;

	private final ConsumableQueue<E> queue;

	private final Concurrency configured;

	private final WorkerPool<E> pool;

	private final PrefetchBuffer<E> buffer;

	private final PrefetchEstimator estimator;

	private final Runnable onResize;

	private OptionalInt changed = OptionalInt.empty();

	ConcurrencyUpdate(String listener, ConsumableQueue<E> queue, Concurrency configured, WorkerPool<E> pool,
			PrefetchBuffer<E> buffer, PrefetchEstimator estimator, Runnable onResize) {
		this.listener = listener;
		this.queue = queue;
		this.configured = configured;
		this.pool = pool;
		this.buffer = buffer;
		this.estimator = estimator;
		this.onResize = onResize;
	}

	@Override
	long runOnce() {
		long pause = NEVER;
		try {
			OptionalInt before = this.changed;
			this.changed = this.queue.limits().current().concurrency();
			if (!this.changed.equals(before)) {
				logger.info(this.listener + " has a concurrency of " + size() + " from now on");
			}
		}
		catch (RuntimeException ex) {
			logger.debug(this.listener + " could not read its concurrency; stays at " + size() + " and retries in "
					+ TimeUnit.NANOSECONDS.toSeconds(RETRY_AFTER) + " s", ex);
			pause = RETRY_AFTER;
		}
		try {
			this.pool.resize(size());
		}
		catch (RuntimeException | Error ex) {
			logger.warn(this.listener + " cannot start another worker; continuing with " + this.pool.count()
					+ " and retrying in " + TimeUnit.NANOSECONDS.toSeconds(RETRY_AFTER) + " s", ex);
			pause = RETRY_AFTER;
		}
		this.estimator.setWorkers(size().max());
		this.buffer.wakeAll();
		this.onResize.run();
		return pause;
	}

	private Concurrency size() {
		return this.changed.isPresent() ? Concurrency.of(this.changed.getAsInt()) : this.configured;
	}

}
