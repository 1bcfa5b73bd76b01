package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.github.redisqueues.internal.fleet.ListenerSnapshot;
import io.github.redisqueues.internal.fleet.Membership;
import io.github.redisqueues.internal.listener.RunState.Phase;
import io.github.redisqueues.internal.queue.CircuitState;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.ListenerStatus.State;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The work of a container between a start and the next stop. No thread only fetches: a
 * worker that finds the buffer empty waits in the queue's wait queue, and the first one
 * to poll takes messages for all. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class WorkLoop<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String id;

	private final String listener;

	private final ListenerSettings settings;

	private final PrefetchBuffer<E> buffer;

	private final HandlerInvoker<E> invoker;

	private final LeaseRenewer<E> renewer;

	private final TimeLimit<E> timeLimit;

	private final WorkerPool<E> pool;

	private final RunState state = new RunState();

	private final RedisAvailability redis;

	private final ConsumableQueue<E> queue;

	private final Circuit circuit;

	private final Intake<E> intake;

	private final ConcurrencyUpdate<E> concurrency;

	private final ListenerProgress progress;

	private final WorkerTask<E> task;

	private @Nullable ChannelListener notices;

	private @Nullable Membership membership;

	WorkLoop(String id, String listener, ConsumableQueue<E> queue, BatchHandler<E> handler, ListenerSettings settings,
			Executor executor, RedisAvailability redis) {
		this.id = id;
		this.listener = listener;
		this.settings = settings;
		this.redis = redis;
		this.queue = queue;
		PrefetchEstimator estimator = new PrefetchEstimator(1, settings.batchSize(),
				queue.settings().maxInFlight() == 0);
		this.buffer = new PrefetchBuffer<>(queue, settings.batchSize(), estimator, redis,
				new SettlementBuffer<>(listener, queue, redis), this::hasExcess);
		this.pool = new WorkerPool<>(Concurrency.of(1), executor, this::work);
		this.concurrency = new ConcurrencyUpdate<>(listener, queue, settings.concurrency(), this.pool, this.buffer,
				estimator, this::resized);
		this.renewer = new LeaseRenewer<>(listener, queue, this.buffer, this.pool.workers(), redis);
		this.intake = new Intake<>(id, queue, this.buffer, estimator, this.renewer, this.state);
		this.circuit = new Circuit(listener, settings.circuitBreaker(), queue.circuit(), this::circuitChanged);
		this.progress = new ListenerProgress(this::changed);
		this.invoker = new HandlerInvoker<>(listener, queue.decorate(id, handler::handle), settings, queue.settings(),
				this.buffer, estimator, this.renewer, this.circuit, this.progress, HandlingObserver.of(id, queue));
		this.task = new WorkerTask<>(listener, this.state, this.buffer, this.invoker, this.renewer, this.pool);
		this.timeLimit = new TimeLimit<>(listener, this.pool.workers(), settings.timeLimit());
	}

	void start(boolean paused) {
		this.redis.setStopping(false);
		this.intake.setPaused(paused);
		this.notices = this.queue.onNotice(this.renewer::cancel, this::queueMayHaveChanged, () -> {
			this.renewer.checkAll();
			queueMayHaveChanged();
		});
		startThread(this.concurrency, "concurrency");
		startThread(this.renewer, "renewer");
		if (!this.settings.timeLimit().isZero()) {
			startThread(this.timeLimit, "time-limit");
		}
		if (this.settings.circuitBreaker().isPresent()) {
			startThread(this.circuit, "circuit");
		}
		this.pool.addWorker();
		this.membership = this.queue.join(this::look);
	}

	private ListenerSnapshot look() {
		State state = switch (this.circuit.state()) {
			case OPEN -> State.CIRCUIT_OPEN;
			case HALF_OPEN -> State.CIRCUIT_HALF_OPEN;
			case CLOSED -> State.RUNNING;
		};
		return this.progress.snapshot(this.id, this.intake.isPaused() ? State.PAUSED : state, this.pool.count(),
				this.pool.max(), this.buffer.inFlight());
	}

	private void circuitChanged(CircuitState next) {
		this.intake.circuitChanged(next);
		changed();
	}

	private void resized() {
		this.task.keepOneIdle();
		changed();
	}

	private void changed() {
		if (this.membership != null) {
			this.membership.changed();
		}
	}

	private void queueMayHaveChanged() {
		this.concurrency.runNow();
		this.circuit.mayHaveChanged();
		// A job that redrives dead letters may want another process
		changed();
	}

	/**
	 * Starts a platform thread that is no daemon, so that the JVM of an application that
	 * only listens does not exit.
	 */
	private void startThread(Runnable task, String name) {
		new Thread(task, this.id + "-" + name).start();
	}

	void pause() {
		this.intake.setPaused(true);
		changed();
	}

	void resume() {
		this.intake.setPaused(false);
		changed();
	}

	/**
	 * Stops taking messages, gives back those that no handler has started on, and waits
	 * for the handlers. For the last fifth of the time the handlers are interrupted. Does
	 * not call Redis on this thread, so that it returns in time.
	 * @param ignored how many workers not to wait for, because they wait for this call
	 */
	void stop(Duration timeout, int ignored) {
		long end = System.nanoTime() + timeout.toNanos();
		boolean interrupted = Thread.interrupted();
		this.invoker.stopping();
		this.redis.setStopping(true);
		this.pool.close();
		this.intake.stop();
		if (!this.pool.awaitEnd(end - timeout.toNanos() / 5, ignored)) {
			this.invoker.interrupting();
			this.pool.workers().forEach(Worker::interrupt);
			this.pool.awaitEnd(end, ignored);
			long left = this.pool.workers().stream().filter(Worker::isWorking).count();
			if (left > ignored) {
				logger.warn(this.listener + " stops although " + left
						+ " handler(s) have not returned; their messages are delivered again when their leases end");
			}
		}
		if (this.notices != null) {
			this.notices.close();
		}
		interrupted = interrupted | Thread.interrupted() | awaitSettlements(end);
		this.renewer.stop();
		this.timeLimit.stop();
		this.circuit.stop();
		if (this.membership != null) {
			this.membership.close();
		}
		this.concurrency.stop();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until every settlement is sent.
	 * @return whether the thread was interrupted meanwhile
	 */
	private boolean awaitSettlements(long end) {
		boolean interrupted = false;
		this.renewer.runNow();
		while (!this.buffer.isFlushed() && System.nanoTime() - end < 0) {
			this.state.awaitChange(PrefetchBuffer.LINGER / 5);
			interrupted = interrupted | Thread.interrupted();
		}
		if (this.buffer.hasSettlements()) {
			logger.warn(this.listener
					+ " could not reach Redis to settle its last messages; they are delivered again when their"
					+ " leases end");
		}
		return interrupted;
	}

	/**
	 * Returns whether the current thread is in a handler, which must not wait for itself.
	 */
	boolean isInHandler() {
		return this.pool.workers().stream().anyMatch(Worker::isCurrent);
	}

	long longestBusyNanos() {
		return this.pool.workers().stream().mapToLong(Worker::busyNanos).max().orElse(0);
	}

	int busyWorkerCount() {
		return (int) this.pool.workers().stream().filter(Worker::isWorking).count();
	}

	int workerCount() {
		return this.pool.count();
	}

	int inFlight() {
		return this.buffer.inFlight();
	}

	private boolean hasExcess() {
		return this.pool.hasExcess();
	}

	private void work(Worker<E> worker) {
		this.task.run(worker);
	}

}
