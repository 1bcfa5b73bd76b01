package io.github.redisqueues.internal.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Whether a hold was released or is known to be lost, one of them and once for all, and
 * what is to be done when it is lost. Safe for use by several threads.
 */
final class HoldState {

	private final ReentrantLock lock = new ReentrantLock();

	private volatile Phase phase = Phase.HELD;

	private @Nullable List<Runnable> onLost;

	private enum Phase {

		HELD, RELEASED, LOST

	}

	/**
	 * Whether it was released or lost.
	 */
	boolean isOver() {
		return this.phase != Phase.HELD;
	}

	boolean isReleased() {
		return this.phase == Phase.RELEASED;
	}

	/**
	 * Notes what is to be done when it is lost, unless that is over.
	 * @return whether it is lost already, so that it is to be done now
	 */
	boolean addOnLost(Runnable action) {
		this.lock.lock();
		try {
			if (this.phase == Phase.HELD) {
				if (this.onLost == null) {
					this.onLost = new ArrayList<>();
				}
				this.onLost.add(action);
			}
			return this.phase == Phase.LOST;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that it is lost.
	 * @return what is to be done now; empty if it was over before
	 */
	Optional<List<Runnable>> lose() {
		this.lock.lock();
		try {
			if (isOver()) {
				return Optional.empty();
			}
			this.phase = Phase.LOST;
			List<Runnable> actions = (this.onLost != null) ? this.onLost : List.of();
			this.onLost = null;
			return Optional.of(actions);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that it is released, unless it is over or its lease has run out.
	 * @return whether it is released now
	 */
	boolean release(Lease lease) {
		this.lock.lock();
		try {
			if (isOver() || !lease.isRunning()) {
				return false;
			}
			this.phase = Phase.RELEASED;
			this.onLost = null;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return this.phase.name();
	}

}
