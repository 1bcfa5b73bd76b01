package io.github.redisqueues.internal.lock.aop;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The holds that were acquired inside a transaction and must outlive it. Loaded only if
 * Spring's transactions are on the classpath.
 */
final class TransactionHandles {

	private static final Log logger = LogFactory.getLog(TransactionHandles.class);

	private static final Object KEY = TransactionHandles.class;

	private TransactionHandles() {
	}

	/**
	 * Keeps a hold until the thread's transaction has ended, if there is one, and
	 * prevents the commit if the lock is lost.
	 * @param hold the hold
	 */
	static void keep(SharedHandle hold) {
		if (TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new Keeper(hold));
			hold.join();
			if (all() instanceof HandleList holds) {
				holds.add(hold);
			}
			else {
				TransactionSynchronizationManager.bindResource(KEY, new HandleList(hold));
			}
		}
	}

	/**
	 * Returns the holds that are kept for the thread's transactions.
	 */
	@SuppressWarnings("unchecked")
	static List<SharedHandle> all() {
		Object holds = TransactionSynchronizationManager.getResource(KEY);
		return (holds != null) ? (List<SharedHandle>) holds : List.of();
	}

	private static final class HandleList extends ArrayList<SharedHandle> {

		private static final long serialVersionUID = 1L;

		HandleList(SharedHandle first) {
			add(first);
		}

	}

	private record Keeper(SharedHandle hold) implements TransactionSynchronization {

		@Override
		public void beforeCommit(boolean readOnly) {
			LostLockVeto.require(this.hold);
		}

		@Override
		public void afterCompletion(int status) {
			List<SharedHandle> holds = all();
			if (holds instanceof HandleList) {
				holds.remove(this.hold);
				if (holds.isEmpty()) {
					TransactionSynchronizationManager.unbindResourceIfPossible(KEY);
				}
			}
			if (!this.hold.leave() && status != STATUS_ROLLED_BACK) {
				logger.warn("Lock '" + this.hold.name() + "' was lost while its transaction committed");
			}
		}

	}

}
