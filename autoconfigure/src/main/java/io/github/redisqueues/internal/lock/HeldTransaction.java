package io.github.redisqueues.internal.lock;

import io.github.redisqueues.lock.LockHandle;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Holds a lock until a transaction has ended that was there before the lock: whoever gets
 * the lock next then sees what was done under it. A lock that is lost by then vetoes the
 * commit.
 *
 * @param hold the hold
 */
record HeldTransaction(LockHandle hold) implements TransactionSynchronization {

	/**
	 * Ties a hold to this thread's transaction.
	 * @return whether there is one, and so the hold will be released with it
	 */
	static boolean follow(LockHandle hold) {
		boolean follows = TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
		if (follows) {
			TransactionSynchronizationManager.registerSynchronization(new HeldTransaction(hold));
		}
		return follows;
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.hold.assertHeld();
	}

	@Override
	public void afterCompletion(int status) {
		this.hold.close();
	}

}
