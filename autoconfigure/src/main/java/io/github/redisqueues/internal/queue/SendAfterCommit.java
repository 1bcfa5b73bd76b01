package io.github.redisqueues.internal.queue;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import io.github.redisqueues.RedisOutcomeUnknownException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A send that waits for the commit of the transaction in which it was made. It runs when
 * the transaction is complete, so that it can also be made in an {@code afterCommit}
 * callback. Used by the thread of the transaction.
 */
final class SendAfterCommit implements TransactionSynchronization {

	private static final Log logger = LogFactory.getLog(SendAfterCommit.class);

	private final String what;

	private final Runnable send;

	/**
	 * The savepoints after this send. One that is older undoes it.
	 */
	private final Set<Object> laterSavepoints = Collections.newSetFromMap(new IdentityHashMap<>());

	private boolean isRolledBack;

	private SendAfterCommit(String what, Runnable send) {
		this.what = what;
		this.send = send;
	}

	/**
	 * Makes a send wait for the commit of this thread's transaction.
	 * @param what what is sent to where, for log lines
	 * @param send sends it; what it throws is logged
	 * @return false if there is no transaction, so that the caller must send
	 */
	static boolean defer(String what, Runnable send) {
		boolean isOpen = TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
		if (isOpen) {
			TransactionSynchronizationManager.registerSynchronization(new SendAfterCommit(what, send));
		}
		return isOpen;
	}

	@Override
	public void savepoint(Object savepoint) {
		this.laterSavepoints.add(savepoint);
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.isRolledBack |= !this.laterSavepoints.contains(savepoint);
	}

	@Override
	public void afterCompletion(int status) {
		if (status == STATUS_UNKNOWN) {
			logger.error(this.what + " was not sent, because the outcome of the transaction is unknown");
		}
		else if (status == STATUS_COMMITTED && !this.isRolledBack) {
			send();
		}
	}

	private void send() {
		try {
			this.send.run();
		}
		catch (RedisOutcomeUnknownException ex) {
			logger.error(this.what + " may have been sent or not after the commit of the transaction", ex);
		}
		catch (RuntimeException ex) {
			logger.error(this.what + " was not sent after the commit of the transaction, and nothing sends it again",
					ex);
		}
	}

}
