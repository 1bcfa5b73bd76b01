package io.github.redisqueues.internal.lock;

import io.github.redisqueues.lock.LockHandle;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Releases a lock after the transaction inside which it was acquired, so that the next
 * holder sees what was done under it. If the lock is lost, the commit fails.
 *
 * @param hold the hold
 */
record TransactionRelease(LockHandle hold) implements TransactionSynchronization {

	/**
	 * Ties a hold to this thread's transaction.
	 * @return whether there is one, so that the hold will be released with it
	 */
	static boolean register(LockHandle hold) {
		boolean active = TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
		if (active) {
			TransactionSynchronizationManager.registerSynchronization(new TransactionRelease(hold));
		}
		return active;
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
