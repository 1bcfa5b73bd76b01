package io.github.redisqueues.internal.listener;

import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.internal.listener.RunState.Phase;
import io.github.redisqueues.internal.queue.CircuitState;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.queue.QueueEvent;

/**
 * Decides whether a container takes messages: unless it is paused, its circuit is open or
 * it stops. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Intake<E> {

	private final String id;

	private final ConsumableQueue<E> queue;

	private final PrefetchBuffer<E> buffer;

	private final PrefetchEstimator estimator;

	private final LeaseRenewer<E> renewer;

	private final RunState state;

	private final ReentrantLock lock = new ReentrantLock();

	private boolean isPaused;

	private boolean isOpen;

	Intake(String id, ConsumableQueue<E> queue, PrefetchBuffer<E> buffer, PrefetchEstimator estimator,
			LeaseRenewer<E> renewer, RunState state) {
		this.id = id;
		this.queue = queue;
		this.buffer = buffer;
		this.estimator = estimator;
		this.renewer = renewer;
		this.state = state;
	}

	void setPaused(boolean paused) {
		this.lock.lock();
		try {
			this.isPaused = paused;
			update();
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isPaused() {
		this.lock.lock();
		try {
			return this.isPaused;
		}
		finally {
			this.lock.unlock();
		}
	}

	void circuitChanged(CircuitState circuit) {
		this.lock.lock();
		try {
			this.isOpen = circuit == CircuitState.OPEN;
			this.estimator.setLimit((circuit == CircuitState.HALF_OPEN) ? 1 : Integer.MAX_VALUE);
			update();
		}
		finally {
			this.lock.unlock();
		}
		switch (circuit) {
			case OPEN -> this.queue.observer().happened(new QueueEvent.CircuitOpened(this.queue.name(), this.id));
			case CLOSED -> this.queue.observer().happened(new QueueEvent.CircuitClosed(this.queue.name(), this.id));
			default -> {
			}
		}
	}

	/**
	 * Stops taking messages for good, and gives back those that no handler has started
	 * on.
	 */
	void stop() {
		this.lock.lock();
		try {
			stopTaking(Phase.STOPPING);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void update() {
		if (this.state.is(Phase.STOPPING)) {
			return;
		}
		if (this.isPaused || this.isOpen) {
			stopTaking(Phase.PAUSED);
		}
		else {
			this.buffer.setTaking(true);
			this.state.set(Phase.RUNNING);
			this.buffer.wakeAll();
		}
	}

	private void stopTaking(Phase phase) {
		this.buffer.setTaking(false);
		this.state.set(phase);
		this.buffer.giveBack(System.nanoTime());
		this.buffer.wakeAll();
		this.renewer.runNow();
	}

}
