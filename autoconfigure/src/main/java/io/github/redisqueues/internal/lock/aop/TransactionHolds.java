package io.github.redisqueues.internal.lock.aop;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The holds that were acquired inside of a transaction, and so must outlive it. Loaded
 * only if there are Spring's transactions.
 */
final class TransactionHolds {

	private static final Log logger = LogFactory.getLog(TransactionHolds.class);

	private static final Object KEY = TransactionHolds.class;

	private TransactionHolds() {
	}

	/**
	 * Keeps a hold until the thread's transaction has ended, if there is one, and vetoes
	 * the commit if it is lost.
	 * @param hold the hold
	 */
	static void keep(Hold hold) {
		if (TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new Keeper(hold));
			hold.join();
			if (all() instanceof HoldList holds) {
				holds.add(hold);
			}
			else {
				TransactionSynchronizationManager.bindResource(KEY, new HoldList(hold));
			}
		}
	}

	/**
	 * The holds that wait for the thread's transactions to end.
	 */
	@SuppressWarnings("unchecked")
	static List<Hold> all() {
		Object holds = TransactionSynchronizationManager.getResource(KEY);
		return (holds != null) ? (List<Hold>) holds : List.of();
	}

	private static final class HoldList extends ArrayList<Hold> {

		private static final long serialVersionUID = 1L;

		HoldList(Hold first) {
			add(first);
		}

	}

	private record Keeper(Hold hold) implements TransactionSynchronization {

		@Override
		public void beforeCommit(boolean readOnly) {
			LostLockVeto.require(this.hold);
		}

		@Override
		public void afterCompletion(int status) {
			List<Hold> holds = all();
			if (holds instanceof HoldList) {
				holds.remove(this.hold);
				if (holds.isEmpty()) {
					TransactionSynchronizationManager.unbindResourceIfPossible(KEY);
				}
			}
			if (!this.hold.leave() && status != STATUS_ROLLED_BACK) {
				logger.warn("Lock '" + this.hold.name() + "' was lost while its transaction was committed");
			}
		}

	}

}
