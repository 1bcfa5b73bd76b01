package io.github.redisqueues.internal.lock.aop;

import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Prevents the commit of a transaction whose thread has lost a lock under which it runs.
 * Loaded only if Spring's transactions are on the classpath.
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
		TransactionHandles.all().forEach(LostLockVeto::require);
	}

	static void require(LockHandle handle) {
		boolean notLost = (handle instanceof SharedHandle hold) ? hold.isNotLost() : handle.isHeld();
		if (!notLost) {
			throw new LockLostException(handle.name(),
					"Lock '" + handle.name() + "' was lost, so the transaction is not committed");
		}
	}

}
