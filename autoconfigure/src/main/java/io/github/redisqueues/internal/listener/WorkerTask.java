package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.github.redisqueues.internal.listener.RunState.Phase;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What each worker of a container does until it is retired or the container stops: it
 * takes messages and calls the handler. As long as there may be more workers, one of them
 * is idle and polls, however long the others work. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class WorkerTask<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final Duration SPARE_WORKER_WAITS = Duration.ofSeconds(5);

	private static final Duration WORKER_WAITS = Duration.ofHours(1);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * For how long a worker that ends tries to send settlements, in nanoseconds.
	 */
	private static final long LAST_FLUSH = TimeUnit.SECONDS.toNanos(1);

	private final String listener;

	private final RunState state;

	private final PrefetchBuffer<E> buffer;

	private final HandlerInvoker<E> invoker;

	private final LeaseRenewer<E> renewer;

	private final WorkerPool<E> pool;

	/**
	 * How many workers wait for messages, or for the end of a pause.
	 */
	private final AtomicInteger idle = new AtomicInteger();

	WorkerTask(String listener, RunState state, PrefetchBuffer<E> buffer, HandlerInvoker<E> invoker,
			LeaseRenewer<E> renewer, WorkerPool<E> pool) {
		this.listener = listener;
		this.state = state;
		this.buffer = buffer;
		this.invoker = invoker;
		this.renewer = renewer;
		this.pool = pool;
	}

	/**
	 * Runs a worker on the current thread.
	 */
	void run(Worker<E> worker) {
		while (!worker.isRetired() && !this.state.is(Phase.STOPPING)) {
			this.pool.retireExcess(worker);
			if (!worker.isRetired()) {
				workOnce(worker);
			}
		}
		if (worker.isRetired()) {
			keepOneIdle();
		}
		sendLastSettlements();
	}

	/**
	 * Adds a worker that polls while the others work, unless one is idle or there is no
	 * room for another. To be called after each change of one of the two: of two changes
	 * at the same time, the later one sees both.
	 */
	void keepOneIdle() {
		try {
			if (this.idle.get() == 0 && !this.pool.isFull()) {
				this.pool.addWorker();
			}
		}
		catch (RuntimeException | Error ex) {
			logger.warn(this.listener + " cannot start another worker; continuing with " + this.pool.count(), ex);
		}
	}

	/**
	 * Works on the next messages. Does not throw, so that the worker lives on.
	 */
	private void workOnce(Worker<E> worker) {
		try {
			List<RedisDelivery<E>> work = this.state.is(Phase.RUNNING) ? this.buffer.next() : List.of();
			if (work.isEmpty()) {
				work = await(worker);
			}
			if (!work.isEmpty()) {
				this.renewer.activate();
				flushSoon();
				keepOneIdle();
				this.invoker.handle(worker, work);
				if (this.buffer.isExchangeDue()) {
					this.buffer.tryExchange(true);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error(this.listener + " had an internal error; the worker continues", ex);
			this.state.awaitChange(PAUSE);
		}
	}

	/**
	 * Waits for messages, or for the end of a pause.
	 * @return messages, or none if the worker should try again
	 */
	private List<RedisDelivery<E>> await(Worker<E> worker) {
		Thread.interrupted();
		if (!this.state.is(Phase.RUNNING)) {
			this.buffer.tryExchange(false);
			flushSoon();
			return whileIdle(() -> {
				this.state.awaitEndOf(Phase.PAUSED);
				return List.of();
			});
		}
		boolean isSpare = this.pool.hasSpare();
		long startedAt = System.nanoTime();
		List<RedisDelivery<E>> work = whileIdle(() -> this.buffer.await(isSpare ? SPARE_WORKER_WAITS : WORKER_WAITS));
		if (work.isEmpty() && this.state.is(Phase.RUNNING)) {
			if (System.nanoTime() - startedAt < PAUSE) {
				// The wait queue is closed: its factory was stopped before this container
				this.state.awaitChange(PAUSE);
			}
			else if (isSpare && this.idle.get() > 0) {
				this.pool.retireSpare(worker);
			}
		}
		return work;
	}

	private List<RedisDelivery<E>> whileIdle(Supplier<List<RedisDelivery<E>>> wait) {
		this.idle.incrementAndGet();
		try {
			return wait.get();
		}
		finally {
			this.idle.decrementAndGet();
		}
	}

	/**
	 * Makes the renewer send the settlements. A worker that polls next would send them,
	 * but this worker enters the handler first.
	 */
	private void flushSoon() {
		if (this.buffer.hasSettlements()) {
			this.renewer.runWithin(PrefetchBuffer.LINGER);
		}
	}

	/**
	 * Sends what is left, since the handler may have returned after the container stopped
	 * waiting for it.
	 */
	private void sendLastSettlements() {
		long end = System.nanoTime() + LAST_FLUSH;
		while (this.buffer.hasSettlements() && System.nanoTime() - end < 0) {
			this.buffer.tryExchange(false);
			if (this.buffer.hasSettlements()) {
				this.state.awaitChange(PrefetchBuffer.LINGER / 5);
			}
		}
	}

}
