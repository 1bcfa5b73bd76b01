package io.github.redisqueues.internal.jdbc;

import java.util.List;

import io.github.redisqueues.internal.queue.QueueObserver.Handler;
import io.github.redisqueues.listener.BatchFailure;
import io.github.redisqueues.queue.Delivery;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Makes handlers run in transactions that first claim their messages. Safe for use by
 * several threads.
 *
 * @param transactions manages the transactions
 */
record TransactionalHandlers(PlatformTransactionManager transactions) {

	/**
	 * Makes a handler run in a transaction for each call.
	 */
	<E> Handler<E> transactional(JdbcOutbox outbox, String listener, Handler<E> handler) {
		DefaultTransactionDefinition definition = new DefaultTransactionDefinition(
				TransactionDefinition.PROPAGATION_REQUIRED);
		definition.setName("Listener " + listener);
		return (deliveries) -> {
			TransactionStatus status = this.transactions.getTransaction(definition);
			try {
				List<Delivery<E>> claimed = outbox.claimAll(listener, deliveries);
				if (!claimed.isEmpty()) {
					handler.handle(claimed);
				}
			}
			catch (Exception | Error ex) {
				rollBack(status, ex);
				if (deliveries.size() > 1 && namesMessages(ex)) {
					throw ofAny(ex);
				}
				throw ex;
			}
			this.transactions.commit(status);
		};
	}

	private void rollBack(TransactionStatus status, Throwable failure) {
		try {
			if (!status.isCompleted()) {
				this.transactions.rollback(status);
			}
		}
		catch (RuntimeException | Error ex) {
			failure.addSuppressed(ex);
		}
	}

	private static boolean namesMessages(Throwable failure) {
		Throwable cause = failure;
		while (cause != null && !(cause instanceof BatchFailure)) {
			cause = cause.getCause();
		}
		return cause != null;
	}

	/**
	 * Returns a failure that names none of several messages, as the transaction of all is
	 * rolled back, so that each is handled again in one of its own.
	 */
	private static IllegalStateException ofAny(Throwable failure) {
		IllegalStateException any = new IllegalStateException(
				"The transaction of a batch was rolled back: " + failure.getMessage());
		any.addSuppressed(failure);
		return any;
	}

}
