package io.github.redisqueues.shop.change;

import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The changes in the database that all instances share. Each row remembers the token of
 * the hold under which it was written last, and nobody with a smaller one writes it
 * again.
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
	 * @param change what it is to say
	 * @param token the fencing token of the hold under which this is done
	 * @throws org.springframework.dao.DuplicateKeyException if there is one
	 */
	public void insert(Change change, long token) {
		this.database.sql("INSERT INTO stock_change (id, revision, pieces, updates, token) VALUES (?, ?, ?, 0, ?)")
			.params(change.id(), change.revision(), change.pieces(), token)
			.update();
	}

	/**
	 * Writes a row anew.
	 * @param change what it is to say
	 * @param token the fencing token of the hold under which this is done
	 * @return whether it was written; false if a later hold has written it
	 */
	public boolean update(Change change, long token) {
		return this.database
			.sql("UPDATE stock_change SET revision = ?, pieces = ?, updates = updates + 1, token = ?"
					+ " WHERE id = ? AND token <= ?")
			.params(change.revision(), change.pieces(), token, change.id(), token)
			.update() > 0;
	}

	/**
	 * A change as it is known.
	 *
	 * @param id the change
	 * @param revision its newest announcement
	 * @param pieces how many pieces will come
	 * @param updates how often the row was written after it was inserted
	 * @param token the greatest fencing token that wrote it
	 */
	public record Row(UUID id, int revision, int pieces, int updates, long token) {

	}

}
