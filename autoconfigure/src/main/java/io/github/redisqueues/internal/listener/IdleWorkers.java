package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.listener.RunState.Phase;
import io.github.redisqueues.internal.wait.Poll;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;

/**
 * The workers of a container that have nothing to do: they stand in the queue's line, and
 * whoever of them looks first takes for all. A spare one that waits in vain is dismissed.
 * Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class IdleWorkers<E> {

	private static final Duration SPARE_WORKER_WAITS = Duration.ofSeconds(5);

	private static final Duration WORKER_WAITS = Duration.ofHours(1);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	private final WaitQueue line;

	private final PrefetchBuffer<E> supply;

	private final WorkerPool<E> crew;

	private final RunState state;

	private final Poll<Assignment<E>> look = this::look;

	private final AtomicInteger count = new AtomicInteger();

	IdleWorkers(WaitQueue line, PrefetchBuffer<E> supply, WorkerPool<E> crew, RunState state) {
		this.line = line;
		this.supply = supply;
		this.crew = crew;
		this.state = state;
	}

	/**
	 * Whether all are at work.
	 */
	boolean isEmpty() {
		return this.count.get() == 0;
	}

	/**
	 * Has another one look, if there is one.
	 */
	void wakeOne() {
		this.line.wakeOne(this.look);
	}

	void wakeAll() {
		this.line.wakeAll(this.look);
	}

	/**
	 * Waits for work.
	 * @return some work, or none if there may be some after all
	 */
	List<Assignment<E>> await(Worker<E> worker) {
		boolean isSpare = this.crew.hasSpare();
		long begunAt = System.nanoTime();
		this.count.incrementAndGet();
		List<Assignment<E>> work;
		try {
			work = this.line.await(isSpare ? SPARE_WORKER_WAITS : WORKER_WAITS, this.look);
		}
		catch (NotLooking ex) {
			return List.of();
		}
		finally {
			this.count.decrementAndGet();
		}
		if (!work.isEmpty()) {
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
	private PollResult<Assignment<E>> look(Registration registration) {
		if (!this.state.is(Phase.RUNNING)) {
			throw NotLooking.INSTANCE;
		}
		return this.supply.look(registration);
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
