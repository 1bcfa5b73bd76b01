package io.github.redisqueues.internal.lock.aop;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Nothing is committed by a thread that works under a lock and has lost it. Loaded only
 * if there are Spring's transactions.
 */
final class LostLockVeto implements TransactionExecutionListener {

	private static final LostLockVeto INSTANCE = new LostLockVeto();

	private LostLockVeto() {
	}

	static void addTo(Object bean) {
		if (bean instanceof ConfigurableTransactionManager manager
				&& !manager.getTransactionExecutionListeners().contains(INSTANCE)) {
			manager.addListener(INSTANCE);
		}
	}

	@Override
	public void beforeCommit(TransactionExecution transaction) {
		LockHandle.allCurrent().forEach(LostLockVeto::require);
		TransactionHolds.all().forEach(LostLockVeto::require);
	}

	static void require(LockHandle handle) {
		boolean stands = (handle instanceof Hold hold) ? hold.stands() : handle.isHeld();
		if (!stands) {
			throw new LockLostException(handle.name(),
					"Lock '" + handle.name() + "' was lost: the transaction is not committed");
		}
	}

}
