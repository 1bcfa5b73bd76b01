package io.github.redisqueues.internal.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.queue.Outbox;
import io.github.redisqueues.internal.queue.OutboxFactory.Outcome;
import io.github.redisqueues.internal.queue.OutboxMessage;
import io.github.redisqueues.internal.queue.QueueObserver.Handler;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.queue.Delivery;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps the messages of one queue in a table. Sends them to Redis after the commit, once;
 * whatever comes of it, {@link OutboxRelay} looks after them. Safe for use by several
 * threads.
 */
final class JdbcOutbox implements Outbox {

	private static final Log logger = LogFactory.getLog(JdbcOutbox.class);

	/**
	 * For how long nothing is sent after a failure but by the relay, so that a Redis that
	 * is away does not fill the memory with calls.
	 */
	private static final Duration QUIET = Duration.ofSeconds(1);

	private final String queue;

	private final OutboxTable table;

	private final TransactionOperations transactions;

	private final TransactionalHandlers handlers;

	private final long resendAfter;

	private final Executor executor;

	private volatile long quietUntil = System.nanoTime();

	/**
	 * Creates an outbox.
	 * @param queue the queue's name, for log lines
	 * @param resendAfter when a message is sent again, in milliseconds
	 * @param executor removes messages that Redis did not take
	 */
	JdbcOutbox(String queue, OutboxTable table, TransactionOperations transactions, TransactionalHandlers handlers,
			long resendAfter, Executor executor) {
		this.queue = queue;
		this.table = table;
		this.transactions = transactions;
		this.handlers = handlers;
		this.resendAfter = resendAfter;
		this.executor = executor;
	}

	@Override
	public boolean isTransactional() {
		return true;
	}

	@Override
	public List<String> add(List<OutboxMessage> messages, boolean isNew, Supplier<CompletableFuture<Outcome>> send) {
		return inTransaction(() -> {
			List<String> added = new ArrayList<>(messages.size());
			Instant now = Instant.now();
			if (isNew) {
				this.table.insert(messages, now, this.resendAfter);
				messages.forEach((message) -> added.add(message.id()));
			}
			else {
				messages.stream()
					.filter((message) -> this.table.insertIfAbsent(message, now, this.resendAfter))
					.forEach((message) -> added.add(message.id()));
			}
			if (!added.isEmpty()) {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						send(added, send);
					}

				});
			}
			return added;
		});
	}

	/**
	 * Sends messages to Redis, and does not throw.
	 */
	private void send(List<String> ids, Supplier<CompletableFuture<Outcome>> send) {
		if (System.nanoTime() - this.quietUntil < 0) {
			return;
		}
		try {
			send.get().whenComplete((outcome, failure) -> {
				if (failure != null) {
					failed(ids, failure);
				}
				else if (outcome == Outcome.DROPPED) {
					this.executor.execute(() -> drop(ids));
				}
			});
		}
		catch (RuntimeException ex) {
			failed(ids, ex);
		}
	}

	private void failed(List<String> ids, Throwable failure) {
		this.quietUntil = System.nanoTime() + QUIET.toNanos();
		if (logger.isDebugEnabled()) {
			logger.debug("Messages " + ids + " of queue '" + this.queue + "' are committed, but Redis may not have got"
					+ " them. They are sent again in " + this.resendAfter + " ms", failure);
		}
	}

	private void drop(List<String> ids) {
		try {
			remove(ids);
		}
		catch (RuntimeException ex) {
			logger.warn("Messages " + ids + " of queue '" + this.queue + "' are duplicates by their deduplication ids,"
					+ " but could not be removed from the database, and may be delivered", ex);
		}
	}

	@Override
	public boolean claim(RedisDelivery<?> delivery) {
		return delivery.isClaimed() || inTransaction(() -> {
			boolean isThere = this.table.delete(delivery.id());
			if (isThere) {
				delivery.setClaimed(true);
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCompletion(int status) {
						delivery.setClaimed(status == STATUS_COMMITTED);
					}

				});
			}
			return isThere;
		});
	}

	@Override
	public <E> Handler<E> transactional(String listener, Handler<E> handler) {
		return this.handlers.transactional(this, listener, handler);
	}

	/**
	 * Claims the messages of deliveries.
	 * @return the deliveries whose messages were there
	 */
	<E> List<Delivery<E>> claimAll(String listener, List<Delivery<E>> deliveries) {
		// In the order in which the relay changes rows
		Set<Delivery<E>> claimed = deliveries.stream()
			.sorted(Comparator.comparing(Delivery::id))
			.filter((delivery) -> claim((RedisDelivery<?>) delivery))
			.collect(Collectors.toSet());
		if (claimed.size() < deliveries.size()) {
			logger.debug((deliveries.size() - claimed.size()) + " messages of queue '" + this.queue
					+ "' were handled or cancelled before, so listener '" + listener + "' acknowledges them");
		}
		return deliveries.stream().filter(claimed::contains).toList();
	}

	@Override
	public Collection<String> remove(Collection<String> ids) {
		return ids.isEmpty() ? List.of() : inTransaction(() -> ids.stream().filter(this.table::delete).toList());
	}

	@Override
	public long removeLiving() {
		return inTransaction(this.table::deleteLiving);
	}

	@Override
	public void mark(Collection<String> ids, boolean areDead) {
		if (!ids.isEmpty()) {
			inTransaction(() -> {
				ids.forEach((id) -> this.table.mark(id, areDead, Instant.now(), this.resendAfter));
				return ids;
			});
		}
	}

	private <T> T inTransaction(Supplier<T> work) {
		T result = this.transactions.execute((status) -> work.get());
		if (result == null) {
			throw new IllegalStateException("The transaction manager returned no result");
		}
		return result;
	}

}
