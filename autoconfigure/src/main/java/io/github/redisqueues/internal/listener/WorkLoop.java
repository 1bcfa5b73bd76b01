package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.listener.RunState.Phase;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The workers of a container from one start to the next stop. There is no thread that
 * fetches for others: a worker that finds nothing here stands in the queue's line, and
 * whoever of them looks first takes for all.
 *
 * @param <E> type of the payloads
 */
final class WorkLoop<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	/**
	 * For how long a worker tries to send settlements at its end, in nanoseconds.
	 */
	private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);

	private final String id;

	private final String listener;

	private final ListenerSettings settings;

	private final Exchanger<E> exchanger;

	private final PrefetchBuffer<E> supply;

	private final HandlerInvoker<E> handling;

	private final LeaseRenewer<E> keeper;

	private final TimeLimit<E> timeLimit;

	private final WorkerPool<E> crew;

	private final IdleWorkers<E> idle;

	private final RunState state = new RunState();

	WorkLoop(String id, String listener, ConsumableQueue<E> queue, BatchHandler<E> handler, ListenerSettings settings,
			Executor threads, RedisAvailability contact) {
		this.listener = listener;
		this.settings = settings;
		this.id = id;
		PrefetchEstimator pace = new PrefetchEstimator(settings.concurrency().max(), settings.batchSize());
		this.exchanger = new Exchanger<>(listener, queue, contact);
		this.supply = new PrefetchBuffer<>(queue, settings, pace, contact, this.exchanger, this::wakeIdle);
		this.crew = new WorkerPool<>(settings.concurrency(), threads, this::work);
		this.idle = new IdleWorkers<>(queue.waitQueue(), this.supply, this.crew, this.state);
		this.keeper = new LeaseRenewer<>(listener, queue, this.supply, this.exchanger, this.crew.workers(), contact);
		this.handling = new HandlerInvoker<>(listener, handler, settings, queue.settings(), this.supply, pace,
				this.keeper);
		this.timeLimit = new TimeLimit<>(listener, this.crew.workers(), settings.timeLimit());
	}

	void start(boolean paused) {
		this.supply.take(!paused);
		this.state.become(paused ? Phase.PAUSED : Phase.RUNNING);
		startThread(this.keeper, "keeper");
		if (!this.settings.timeLimit().isZero()) {
			startThread(this.timeLimit, "time-limit");
		}
		for (int i = 0; i < this.settings.concurrency().min(); i++) {
			this.crew.hire();
		}
	}

	/**
	 * Never a virtual one, so that an application that only listens goes on.
	 */
	private void startThread(Runnable task, String name) {
		new Thread(task, this.id + "-" + name).start();
	}

	void pause() {
		this.supply.take(false);
		this.state.become(Phase.PAUSED);
		this.supply.giveBack(System.nanoTime());
		this.idle.wakeAll();
		this.keeper.lookNow();
	}

	void resume() {
		this.supply.take(true);
		this.state.become(Phase.RUNNING);
	}

	/**
	 * Takes nothing any more, gives back what was not begun, and waits for the handlers.
	 * Towards the end of the time they are interrupted. Does not talk to Redis itself, so
	 * that it ends in time.
	 * @param spared how many workers are not waited for, as they wait for this
	 */
	void stop(Duration timeout, int spared) {
		long end = System.nanoTime() + timeout.toNanos();
		boolean interrupted = Thread.interrupted();
		this.supply.take(false);
		this.state.become(Phase.STOPPING);
		this.supply.giveBack(System.nanoTime());
		this.idle.wakeAll();
		this.keeper.lookNow();
		// The last fifth is for those that listen to an interrupt
		if (!this.crew.awaitEnd(end - timeout.toNanos() / 5, spared)) {
			this.handling.stopping();
			this.crew.workers().forEach(Worker::interrupt);
			this.crew.awaitEnd(end, spared);
			long left = this.crew.workers().stream().filter(Worker::isWorking).count();
			if (left > spared) {
				logger.warn(this.listener + " stops although " + left
						+ " handler(s) have not returned; their messages are delivered again when their leases run out");
			}
		}
		interrupted = interrupted | Thread.interrupted() | awaitSettlements(end);
		this.keeper.stop();
		this.timeLimit.stop();
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until everything is sent.
	 * @return whether the thread was interrupted meanwhile
	 */
	private boolean awaitSettlements(long end) {
		boolean interrupted = false;
		this.keeper.lookNow();
		while (!this.exchanger.isQuiet() && System.nanoTime() - end < 0) {
			this.state.rest(PrefetchBuffer.LINGER / 5);
			interrupted = interrupted | Thread.interrupted();
		}
		if (this.exchanger.hasSettlements()) {
			logger
				.warn(this.listener + " could not reach Redis to settle its last messages, which are delivered again");
		}
		return interrupted;
	}

	/**
	 * Whether this is called by a handler, which must not wait for itself.
	 */
	boolean isInHandler() {
		return this.crew.workers().stream().anyMatch(Worker::isCurrent);
	}

	int workerCount() {
		return this.crew.count();
	}

	int inFlight() {
		return this.supply.outstanding();
	}

	private void wakeIdle() {
		this.idle.wakeOne();
	}

	private void work(Worker<E> worker) {
		while (!worker.isDismissed() && !this.state.is(Phase.STOPPING)) {
			workOn(worker);
		}
		sendLast();
	}

	/**
	 * A handler may have returned after the container has stopped waiting for it.
	 */
	private void sendLast() {
		long end = System.nanoTime() + LAST_WORDS;
		while (this.exchanger.hasSettlements() && System.nanoTime() - end < 0) {
			this.supply.tryExchange(false);
			if (this.exchanger.hasSettlements()) {
				this.state.rest(PrefetchBuffer.LINGER / 5);
			}
		}
	}

	/**
	 * Works on what comes next. Nothing may end the thread of a worker that is needed.
	 */
	private void workOn(Worker<E> worker) {
		try {
			List<RedisDelivery<E>> work = this.state.is(Phase.RUNNING) ? this.supply.next() : List.of();
			if (work.isEmpty()) {
				work = await(worker);
			}
			if (!work.isEmpty()) {
				this.keeper.keepLooking();
				keepSettling();
				if (this.idle.isEmpty() && !this.crew.isFull()) {
					hire();
				}
				this.handling.handle(worker, work);
				if (this.supply.isExchangeDue()) {
					this.supply.tryExchange(true);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error(this.listener + " ran into an error of its own and goes on", ex);
			this.state.rest(PAUSE);
		}
	}

	/**
	 * What is settled is sent by the next who looks for messages. Who does something else
	 * first leaves it to the keeper.
	 */
	private void keepSettling() {
		if (this.exchanger.hasSettlements()) {
			this.keeper.lookSoon(PrefetchBuffer.LINGER);
		}
	}

	/**
	 * Somebody has to look for messages while the others work; who does so in vain leaves
	 * by and by.
	 */
	private void hire() {
		try {
			this.crew.hire();
		}
		catch (RuntimeException | Error ex) {
			logger.warn(this.listener + " cannot have another worker and goes on with " + this.crew.count(), ex);
		}
	}

	/**
	 * Waits for work, or for the end of a pause.
	 * @return some work, or none if there may be some after all
	 */
	private List<RedisDelivery<E>> await(Worker<E> worker) {
		Thread.interrupted();
		if (!this.state.is(Phase.RUNNING)) {
			this.supply.tryExchange(false);
			keepSettling();
			this.state.awaitEndOf(Phase.PAUSED);
			return List.of();
		}
		return this.idle.await(worker);
	}

}
