package io.github.redisqueues.shop.change;

import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table of changes in the database that all instances share. Each row keeps the
 * fencing token under which it was last written. A write with a smaller token is refused.
 */
@Repository
public class ChangeTable {

	private final JdbcClient database;

	ChangeTable(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Finds a row.
	 * @param id the change
	 * @return the row, empty if there is none
	 */
	public Optional<Row> find(UUID id) {
		return this.database.sql("SELECT id, revision, pieces, updates, token FROM stock_change WHERE id = ?")
			.param(id)
			.query(Row.class)
			.optional();
	}

	/**
	 * Adds a row.
	 * @param change the values
	 * @param token the fencing token of the lock
	 * @throws org.springframework.dao.DuplicateKeyException if the row exists
	 */
	public void insert(Change change, long token) {
		this.database.sql("INSERT INTO stock_change (id, revision, pieces, updates, token) VALUES (?, ?, ?, 0, ?)")
			.params(change.id(), change.revision(), change.pieces(), token)
			.update();
	}

	/**
	 * Updates a row.
	 * @param change the new values
	 * @param token the fencing token of the lock
	 * @return whether the row was updated; false if it was written with a greater token
	 */
	public boolean update(Change change, long token) {
		return this.database
			.sql("UPDATE stock_change SET revision = ?, pieces = ?, updates = updates + 1, token = ?"
					+ " WHERE id = ? AND token <= ?")
			.params(change.revision(), change.pieces(), token, change.id(), token)
			.update() > 0;
	}

	/**
	 * A row of the table.
	 *
	 * @param id the change
	 * @param revision the newest announcement
	 * @param pieces how many pieces will come
	 * @param updates how often the row was updated
	 * @param token the fencing token of the last write
	 */
	public record Row(UUID id, int revision, int pieces, int updates, long token) {

	}

}
