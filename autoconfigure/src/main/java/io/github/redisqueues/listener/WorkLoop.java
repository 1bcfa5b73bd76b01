package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.queue.ConsumableQueue;
import io.github.redisqueues.redis.Look.Presence;
import io.github.redisqueues.redis.Sight;
import io.github.redisqueues.redis.WaitingLine;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	private final Set<Worker<E>> workers = ConcurrentHashMap.newKeySet();

	private final AtomicInteger workerCount = new AtomicInteger();

	private final AtomicInteger waiting = new AtomicInteger();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile State state = State.PAUSED;

	WorkLoop(String listener, ConsumableQueue<E> queue, BatchHandler<E> handler, ListenerSettings settings,
			Executor threads, Contact contact) {
		this.listener = listener;
		this.settings = settings;
		this.line = queue.line();
		this.threads = threads;
		Pace pace = new Pace(settings.concurrency().max(), settings.batchSize());
		this.supply = new Supply<>(listener, queue, settings, pace, contact);
		this.handling = new Handling<>(listener, handler, settings, queue.settings(), this.supply, pace);
		this.keeper = new Keeper<>(listener, this.supply, this.workers, settings.timeLimit(),
				queue.settings().leaseTime(), contact);
	}

	void start(boolean paused) {
		this.supply.take(!paused);
		this.state = paused ? State.PAUSED : State.RUNNING;
		this.threads.execute(this.keeper);
		for (int i = 0; i < this.settings.concurrency().min(); i++) {
			addWorker();
		}
	}

	void pause() {
		this.supply.take(false);
		changeTo(State.PAUSED);
		this.supply.giveBack(System.nanoTime());
		this.line.wakeAll();
		this.keeper.lookNow();
	}

	void resume() {
		this.supply.take(true);
		changeTo(State.RUNNING);
	}

	/**
	 * Takes nothing any more, gives back what was not begun, and waits for the handlers.
	 * Towards the end of the time they are interrupted.
	 */
	void stop(Duration timeout) {
		long now = System.nanoTime();
		long end = now + timeout.toNanos();
		this.supply.take(false);
		changeTo(State.STOPPING);
		this.supply.giveBack(System.nanoTime());
		this.line.wakeAll();
		this.supply.tryExchange(false);
		// The last fifth is for those that listen to an interrupt
		if (!awaitWorkers(end - timeout.toNanos() / 5)) {
			this.handling.stopping();
			this.workers.forEach(Worker::interrupt);
			if (!awaitWorkers(end)) {
				logger.warn(this.listener + " stops although " + this.workers.stream().filter(Worker::isWorking).count()
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
				pause(PAUSE / 10);
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
		return this.workers.stream().anyMatch(Worker::isCurrent);
	}

	int workerCount() {
		return this.workerCount.get();
	}

	int inFlight() {
		return this.supply.outstanding();
	}

	private void changeTo(State state) {
		this.lock.lock();
		try {
			this.state = state;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void addWorker() {
		if (this.workerCount.incrementAndGet() > this.settings.concurrency().max()) {
			this.workerCount.decrementAndGet();
			return;
		}
		try {
			this.threads.execute(this::work);
		}
		catch (RuntimeException | Error ex) {
			noteEnd();
			throw ex;
		}
	}

	private void work() {
		Worker<E> worker = new Worker<>();
		this.workers.add(worker);
		boolean isNeeded = true;
		try {
			while (isNeeded && this.state != State.STOPPING) {
				isNeeded = workOn(worker);
			}
			this.supply.tryExchange(false);
		}
		finally {
			this.workers.remove(worker);
			if (isNeeded) {
				noteEnd();
			}
		}
	}

	/**
	 * Works on what comes next. Nothing may end the thread of a worker that is needed.
	 * @return whether the worker is needed any more
	 */
	private boolean workOn(Worker<E> worker) {
		try {
			List<Assignment<E>> work = this.supply.next();
			if (work.isEmpty()) {
				work = await();
			}
			if (work == null) {
				return false;
			}
			if (!work.isEmpty()) {
				this.keeper.keepLooking();
				addWorkerIfShort();
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
			pause(PAUSE);
		}
		return true;
	}

	/**
	 * Waits for work.
	 * @return some work, or none if there may be some after all; null if this worker is
	 * not needed any more
	 */
	private @Nullable List<Assignment<E>> await() {
		Thread.interrupted();
		if (this.state != State.RUNNING) {
			this.supply.tryExchange(false);
			awaitRunning();
			return List.of();
		}
		boolean isSpare = this.workerCount.get() > this.settings.concurrency().min();
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
			pause(PAUSE);
		}
		return (isSpare && dismiss()) ? null : List.of();
	}

	/**
	 * One that does not look must not use up a wake-up, so this is an exception.
	 */
	private Sight<List<Assignment<E>>> look(Presence presence) {
		if (this.state != State.RUNNING) {
			throw NotLooking.INSTANCE;
		}
		return this.supply.look(presence);
	}

	private void addWorkerIfShort() {
		if (this.supply.readyCount() > 0 && this.waiting.get() == 0
				&& this.workerCount.get() < this.settings.concurrency().max()) {
			addWorker();
		}
	}

	/**
	 * Counts a spare worker out, unless others were quicker.
	 */
	private boolean dismiss() {
		int min = this.settings.concurrency().min();
		return this.workerCount.getAndUpdate((count) -> (count > min) ? count - 1 : count) > min;
	}

	private void noteEnd() {
		this.workerCount.decrementAndGet();
		this.lock.lock();
		try {
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitRunning() {
		this.lock.lock();
		try {
			while (this.state == State.PAUSED) {
				this.changed.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean awaitWorkers(long end) {
		this.lock.lock();
		try {
			while (this.workerCount.get() > 0) {
				long left = end - System.nanoTime();
				if (left <= 0) {
					return false;
				}
				this.changed.awaitNanos(left);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void pause(long nanos) {
		this.lock.lock();
		try {
			this.changed.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	private enum State {

		RUNNING, PAUSED, STOPPING

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
