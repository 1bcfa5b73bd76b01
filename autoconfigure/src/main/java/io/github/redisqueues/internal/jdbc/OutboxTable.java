package io.github.redisqueues.internal.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.internal.queue.OutboxMessage;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * The rows of one queue in the table of all transactional queues. Runs its statements in
 * the current transaction, if there is one. Safe for use by several threads.
 */
final class OutboxTable {

	/**
	 * The moment from which the row of a dead letter is due.
	 */
	private static final long NEVER = Long.MAX_VALUE;

	private static final int ROWS_A_STATEMENT = 100;

	private static final String COLUMNS = "id, body, flags, deliver_at, expires_at, priority, deduplication_id,"
			+ " message_group, sent_at";

	private static final String VALUES = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

	private final JdbcOperations jdbc;

	private final String queue;

	private final String table;

	private final String ifAbsent;

	/**
	 * Prepares the statements.
	 * @param queue what the rows of the queue have in the column {@code queue}
	 * @param table name of the table
	 * @throws org.springframework.dao.DataAccessException if the table cannot be read
	 */
	OutboxTable(JdbcOperations jdbc, String queue, String table) {
		this.jdbc = jdbc;
		this.queue = queue;
		this.table = table;
		jdbc.queryForList("select " + COLUMNS + ", due_at from " + table + " where queue = ? and id = ?", queue, "");
		this.ifAbsent = failsTransactions(jdbc) ? " on conflict do nothing" : "";
	}

	/**
	 * Returns whether a row that exists must be avoided, as PostgreSQL ends the
	 * transaction of a statement that fails, and the driver of SQLite does not tell why
	 * one failed.
	 */
	private static boolean failsTransactions(JdbcOperations jdbc) {
		String product = jdbc
			.execute((ConnectionCallback<String>) (connection) -> connection.getMetaData().getDatabaseProductName());
		return "PostgreSQL".equals(product) || "SQLite".equals(product);
	}

	/**
	 * A row.
	 *
	 * @param message the message
	 * @param sentAt when it was sent, in milliseconds since 1970
	 */
	record Row(OutboxMessage message, long sentAt) {

		String id() {
			return this.message.id();
		}

		private static Row read(ResultSet row) throws SQLException {
			return new Row(new OutboxMessage(row.getString(1), row.getBytes(2), row.getInt(3), row.getLong(4),
					row.getLong(5), row.getInt(6), row.getString(7), row.getString(8)), row.getLong(9));
		}

	}

	/**
	 * Adds rows whose ids are new.
	 * @param dueAfter how long after their send or their delay they are sent again, in
	 * milliseconds
	 */
	void insert(List<OutboxMessage> messages, Instant now, long dueAfter) {
		for (int from = 0; from < messages.size(); from += ROWS_A_STATEMENT) {
			List<OutboxMessage> some = messages.subList(from, Math.min(from + ROWS_A_STATEMENT, messages.size()));
			List<Object> arguments = new ArrayList<>();
			some.forEach((message) -> addTo(arguments, message, now, dueAfter));
			this.jdbc.update(insertSql() + String.join(", ", Collections.nCopies(some.size(), VALUES)),
					arguments.toArray());
		}
	}

	/**
	 * Adds a row unless there is one with this id.
	 * @return whether there was none
	 */
	boolean insertIfAbsent(OutboxMessage message, Instant now, long dueAfter) {
		List<Object> arguments = new ArrayList<>();
		addTo(arguments, message, now, dueAfter);
		try {
			return this.jdbc.update(insertSql() + VALUES + this.ifAbsent, arguments.toArray()) == 1;
		}
		catch (DuplicateKeyException ex) {
			return false;
		}
	}

	private String insertSql() {
		return "insert into " + this.table + " (queue, " + COLUMNS + ", due_at) values ";
	}

	private void addTo(List<Object> arguments, OutboxMessage message, Instant now, long dueAfter) {
		long sentAt = now.toEpochMilli();
		Collections.addAll(arguments, this.queue, message.id(), message.body(), message.flags(), message.deliverAt(),
				message.expiresAt(), message.priority(), message.deduplicationId(), message.group(), sentAt,
				Math.max(sentAt, message.deliverAt()) + dueAfter);
	}

	boolean delete(String id) {
		return this.jdbc.update("delete from " + this.table + " where queue = ? and id = ?", this.queue, id) == 1;
	}

	int deleteLiving() {
		return this.jdbc.update("delete from " + this.table + " where queue = ? and due_at < ?", this.queue, NEVER);
	}

	/**
	 * Reads the rows that are due, those that have been due for longest first.
	 */
	List<Row> due(Instant now, int limit) {
		return this.jdbc.query(
				"select " + COLUMNS + " from " + this.table
						+ " where queue = ? and due_at <= ? order by due_at, id limit " + limit,
				(row, number) -> Row.read(row), this.queue, now.toEpochMilli());
	}

	/**
	 * Makes all rows due, in the order in which they were sent.
	 * @param sentBefore only rows that were sent before this moment
	 * @return whether there may be more
	 */
	boolean makeDue(Instant sentBefore, int limit) {
		long moment = sentBefore.toEpochMilli();
		List<String> ids = this.jdbc.queryForList(
				"select id from " + this.table
						+ " where queue = ? and due_at <> sent_at and due_at < ? and sent_at < ? limit " + limit,
				String.class, this.queue, NEVER, moment);
		this.jdbc.batchUpdate("update " + this.table + " set due_at = sent_at where queue = ? and id = ?",
				ids.stream().map((id) -> new Object[] { this.queue, id }).toList());
		return ids.size() == limit;
	}

	/**
	 * Sets when rows are due next.
	 */
	void postpone(List<Row> rows, Instant now, long dueAfter, long longest) {
		long moment = now.toEpochMilli();
		this.jdbc.batchUpdate(
				"update " + this.table + " set due_at = ? where queue = ? and id = ? and due_at < " + NEVER,
				rows.stream().map((row) -> {
					long age = moment - Math.max(row.sentAt(), row.message().deliverAt());
					long next = Math.max(moment, row.message().deliverAt())
							+ Math.max(dueAfter, Math.min(age, longest));
					return new Object[] { next, this.queue, row.id() };
				}).toList());
	}

	/**
	 * Notes that a message is a dead letter, so that it is not sent again, or no longer
	 * is.
	 */
	void mark(String id, boolean isDead, Instant now, long dueAfter) {
		this.jdbc.update("update " + this.table + " set due_at = ? where queue = ? and id = ?",
				isDead ? NEVER : now.toEpochMilli() + dueAfter, this.queue, id);
	}

}
