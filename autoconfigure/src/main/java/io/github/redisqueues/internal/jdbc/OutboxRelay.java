package io.github.redisqueues.internal.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import io.github.redisqueues.internal.jdbc.OutboxTable.Row;
import io.github.redisqueues.internal.queue.OutboxFactory.Outcome;
import io.github.redisqueues.internal.queue.OutboxFactory.State;
import io.github.redisqueues.internal.queue.OutboxFactory.Target;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.transaction.support.TransactionOperations;

/**
 * Sends the messages of one queue to Redis again that Redis does not have, when their
 * rows are due, the oldest first. A row that stays is due less and less often. If Redis
 * has lost the queue's data, all rows are due at once. Several processes may do this at
 * the same time: Redis leaves a message alone that it has, and a message that is gone
 * from the database is not handled. Used by one thread.
 */
final class OutboxRelay {

	private static final Log logger = LogFactory.getLog(OutboxRelay.class);

	private static final int BATCH = 500;

	/**
	 * The longest pause between two looks at a message.
	 */
	private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

	private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

	private final String queue;

	private final OutboxTable table;

	private final Target redis;

	private final TransactionOperations transactions;

	private final Duration resendAfter;

	private boolean isFailing;

	OutboxRelay(String queue, OutboxTable table, Target redis, TransactionOperations transactions,
			Duration resendAfter) {
		this.queue = queue;
		this.table = table;
		this.redis = redis;
		this.transactions = transactions;
		this.resendAfter = resendAfter;
	}

	String queue() {
		return this.queue;
	}

	Duration resendAfter() {
		return this.resendAfter;
	}

	/**
	 * Sends what is due. Does not throw; logs the first of several failures in a row.
	 */
	void run() {
		try {
			String lossMark = this.redis.lossMark();
			if (!lossMark.isEmpty()) {
				makeAllDue();
			}
			while (sendDue(lossMark)) {
				if (Thread.currentThread().isInterrupted()) {
					return;
				}
			}
			if (!lossMark.isEmpty()) {
				this.redis.restored(lossMark);
			}
			this.isFailing = false;
		}
		catch (RuntimeException ex) {
			String text = "Messages of queue '" + this.queue + "' that Redis may have lost could not be sent again."
					+ " This is repeated until it succeeds: " + ex.getMessage();
			if (this.isFailing || Thread.currentThread().isInterrupted()) {
				logger.debug(text, ex);
			}
			else {
				logger.warn(text);
			}
			this.isFailing = true;
		}
	}

	private void makeAllDue() {
		Instant now = Instant.now();
		while (Boolean.TRUE.equals(this.transactions.execute((status) -> this.table.makeDue(now, BATCH)))) {
			if (Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("interrupted");
			}
		}
	}

	/**
	 * Sends some of the messages that are due. Sends nothing if Redis has lost the
	 * queue's data meanwhile, as older messages are to be sent first then.
	 * @param lossMark the mark that Redis had before
	 * @return whether there may be more
	 */
	private boolean sendDue(String lossMark) {
		Instant now = Instant.now();
		List<Row> due = this.table.due(now, BATCH);
		if (due.isEmpty()) {
			return false;
		}
		List<State> states = this.redis.states(due.stream().map(Row::id).toList());
		if (states.contains(State.UNKNOWN) && !this.redis.lossMark().equals(lossMark)) {
			return false;
		}
		List<Row> kept = new ArrayList<>(due.size());
		List<Row> dead = new ArrayList<>();
		List<Row> gone = new ArrayList<>();
		List<Row> sent = new ArrayList<>();
		List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < due.size(); i++) {
			Row row = due.get(i);
			switch (states.get(i)) {
				case LIVING -> kept.add(row);
				case DEAD -> dead.add(row);
				case UNKNOWN -> {
					if (row.message().isExpired(now)) {
						gone.add(row);
					}
					else {
						sent.add(row);
						outcomes.add(this.redis.send(row.message()));
					}
				}
			}
		}
		for (int i = 0; i < sent.size(); i++) {
			((await(outcomes.get(i)) == Outcome.DROPPED) ? gone : kept).add(sent.get(i));
		}
		change(gone, (rows) -> rows.forEach((row) -> this.table.delete(row.id())));
		change(dead, (rows) -> rows.forEach((row) -> this.table.mark(row.id(), true, now, 0)));
		change(kept, (rows) -> this.table.postpone(rows, now, this.resendAfter.toMillis(), LONGEST_PAUSE.toMillis()));
		if (!sent.isEmpty()) {
			logger.info("Sent " + sent.size() + " messages of queue '" + this.queue + "' to Redis again, which had lost"
					+ " them or not got them");
		}
		return due.size() == BATCH;
	}

	/**
	 * Changes rows in a transaction, in the order of their ids, so that two that change
	 * the same rows do not wait for each other.
	 */
	private void change(List<Row> rows, Consumer<List<Row>> change) {
		if (!rows.isEmpty()) {
			List<Row> sorted = rows.stream().sorted(Comparator.comparing(Row::id)).toList();
			this.transactions.executeWithoutResult((status) -> change.accept(sorted));
		}
	}

	private static Outcome await(CompletableFuture<Outcome> outcome) {
		try {
			return outcome.orTimeout(LONGEST_CALL.toMillis(), TimeUnit.MILLISECONDS).join();
		}
		catch (CompletionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			if (cause instanceof RuntimeException failure) {
				throw failure;
			}
			throw new IllegalStateException(
					(cause instanceof TimeoutException) ? "Redis did not answer" : cause.toString(), cause);
		}
	}

}
