package io.github.redisqueues.internal.lock;

import java.util.List;

/**
 * What a hold reports to the process: a new lease, its end, its loss.
 */
interface LockHoldKeeper {

	/**
	 * The store was asked for a new lease.
	 */
	void changed(LockHold hold, boolean granted);

	/**
	 * The hold has ended, and the store is being told. {@link #ended} follows.
	 */
	void ending(LockHold hold);

	/**
	 * The hold is lost, or was released and the store was told.
	 */
	void ended(LockHold hold);

	/**
	 * The hold is lost: logs and publishes that, and runs the actions.
	 */
	void lost(LockHold hold, List<Runnable> actions);

	/**
	 * Runs an action of a lost hold on another thread.
	 */
	void run(LockHold hold, Runnable action);

}
