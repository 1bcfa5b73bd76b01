package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.listener.RunState.Phase;
import io.github.redisqueues.queue.ConsumableQueue;
import io.github.redisqueues.redis.Look.Presence;
import io.github.redisqueues.redis.Sight;
import io.github.redisqueues.redis.WaitingLine;
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

	private static final Duration SPARE_WORKER_WAITS = Duration.ofSeconds(5);

	private static final Duration WORKER_WAITS = Duration.ofHours(1);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private final String listener;

	private final ListenerSettings settings;

	private final WaitingLine line;

	private final Supply<E> supply;

	private final Handling<E> handling;

	private final Keeper<E> keeper;

	private final Executor threads;

	private final Crew<E> crew;

	private final AtomicInteger waiting = new AtomicInteger();

	private final RunState state = new RunState();

	WorkLoop(String listener, ConsumableQueue<E> queue, BatchHandler<E> handler, ListenerSettings settings,
			Executor threads, Contact contact) {
		this.listener = listener;
		this.settings = settings;
		this.line = queue.line();
		this.threads = threads;
		Pace pace = new Pace(settings.concurrency().max(), settings.batchSize());
		this.supply = new Supply<>(listener, queue, settings, pace, contact);
		this.handling = new Handling<>(listener, handler, settings, queue.settings(), this.supply, pace);
		this.crew = new Crew<>(settings.concurrency(), threads, this::work);
		this.keeper = new Keeper<>(listener, this.supply, this.crew.workers(), settings.timeLimit(),
				queue.settings().leaseTime(), contact);
	}

	void start(boolean paused) {
		this.supply.take(!paused);
		this.state.become(paused ? Phase.PAUSED : Phase.RUNNING);
		this.threads.execute(this.keeper);
		for (int i = 0; i < this.settings.concurrency().min(); i++) {
			this.crew.hire();
		}
	}

	void pause() {
		this.supply.take(false);
		this.state.become(Phase.PAUSED);
		this.supply.giveBack(System.nanoTime());
		this.line.wakeAll();
		this.keeper.lookNow();
	}

	void resume() {
		this.supply.take(true);
		this.state.become(Phase.RUNNING);
	}

	/**
	 * Takes nothing any more, gives back what was not begun, and waits for the handlers.
	 * Towards the end of the time they are interrupted.
	 */
	void stop(Duration timeout) {
		long now = System.nanoTime();
		long end = now + timeout.toNanos();
		this.supply.take(false);
		this.state.become(Phase.STOPPING);
		this.supply.giveBack(System.nanoTime());
		this.line.wakeAll();
		this.supply.tryExchange(false);
		// The last fifth is for those that listen to an interrupt
		if (!this.crew.awaitEnd(end - timeout.toNanos() / 5)) {
			this.handling.stopping();
			this.crew.workers().forEach(Worker::interrupt);
			if (!this.crew.awaitEnd(end)) {
				logger.warn(this.listener + " stops although "
						+ this.crew.workers().stream().filter(Worker::isWorking).count()
						+ " handler(s) have not returned; their messages are delivered again when their leases run out");
			}
		}
		// An exchange that was under way may have brought some more
		this.supply.giveBack(System.nanoTime());
		sendSettlements(end);
		this.keeper.stop();
	}

	private void sendSettlements(long end) {
		boolean tried = false;
		while (this.supply.hasSettlements() && (!tried || System.nanoTime() - end < 0)) {
			tried = true;
			if (!this.supply.tryExchange(false)) {
				this.state.rest(PAUSE / 10);
			}
		}
		if (this.supply.hasSettlements()) {
			logger
				.warn(this.listener + " could not reach Redis to settle its last messages, which are delivered again");
		}
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

	private void work(Worker<E> worker) {
		while (!worker.isDismissed() && !this.state.is(Phase.STOPPING)) {
			workOn(worker);
		}
		this.supply.tryExchange(false);
	}

	/**
	 * Works on what comes next. Nothing may end the thread of a worker that is needed.
	 */
	private void workOn(Worker<E> worker) {
		try {
			List<Assignment<E>> work = this.supply.next();
			if (work.isEmpty()) {
				work = await(worker);
			}
			if (!work.isEmpty()) {
				this.keeper.keepLooking();
				if (this.supply.readyCount() > 0 && this.waiting.get() == 0 && !this.crew.isFull()) {
					this.crew.hire();
				}
				this.handling.handle(worker, work);
				if (this.supply.isExchangeDue()) {
					this.supply.tryExchange(true);
				}
				else if (this.supply.hasSettlements()) {
					this.keeper.lookSoon(Supply.LINGER);
				}
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error(this.listener + " ran into an error of its own and goes on", ex);
			this.state.rest(PAUSE);
		}
	}

	/**
	 * Waits for work. A spare worker that waits in vain is dismissed.
	 * @return some work, or none if there may be some after all
	 */
	private List<Assignment<E>> await(Worker<E> worker) {
		Thread.interrupted();
		if (!this.state.is(Phase.RUNNING)) {
			this.supply.tryExchange(false);
			this.state.awaitEndOf(Phase.PAUSED);
			return List.of();
		}
		boolean isSpare = this.crew.hasSpare();
		long begunAt = System.nanoTime();
		this.waiting.incrementAndGet();
		List<Assignment<E>> work;
		try {
			work = this.line.await(isSpare ? SPARE_WORKER_WAITS : WORKER_WAITS, this::look);
		}
		catch (NotLooking ex) {
			return List.of();
		}
		finally {
			this.waiting.decrementAndGet();
		}
		if (work != null) {
			return work;
		}
		if (System.nanoTime() - begunAt < PAUSE) {
			// The line is closed: its factory was stopped before this container
			this.state.rest(PAUSE);
		}
		else if (isSpare) {
			this.crew.dismiss(worker);
		}
		return List.of();
	}

	/**
	 * One that does not look must not use up a wake-up, so this is an exception.
	 */
	private Sight<List<Assignment<E>>> look(Presence presence) {
		if (!this.state.is(Phase.RUNNING)) {
			throw NotLooking.INSTANCE;
		}
		return this.supply.look(presence);
	}

	/**
	 * Thrown out of the line by a worker that is not to look.
	 */
	private static final class NotLooking extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private static final NotLooking INSTANCE = new NotLooking();

		private NotLooking() {
			super(null, null, false, false);
		}

	}

}
