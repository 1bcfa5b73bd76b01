package io.github.redisqueues.shop.till;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The stock that all instances share, in their database. It only reads and writes, like
 * any store, file or service without atomic updates.
 */
@Repository
public class Shelf {

	private final JdbcClient database;

	Shelf(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Puts pieces on sale and deletes the receipts of earlier sales.
	 * @param sku the article
	 * @param pieces how many there are
	 */
	public void stock(String sku, int pieces) {
		this.database.sql("MERGE INTO shelf (sku, pieces) VALUES (?, ?)").params(sku, pieces).update();
		this.database.sql("DELETE FROM receipt WHERE sku = ?").param(sku).update();
	}

	/**
	 * Counts the receipts.
	 * @param sku the article
	 * @return how many pieces were sold
	 */
	public int sold(String sku) {
		return this.database.sql("SELECT COUNT(*) FROM receipt WHERE sku = ?").param(sku).query(Integer.class).single();
	}

	/**
	 * Counts all pieces.
	 */
	int pieces() {
		return this.database.sql("SELECT COALESCE(SUM(pieces), 0) FROM shelf").query(Integer.class).single();
	}

	int pieces(String sku) {
		return this.database.sql("SELECT pieces FROM shelf WHERE sku = ?").param(sku).query(Integer.class).single();
	}

	void pieces(String sku, int pieces) {
		this.database.sql("UPDATE shelf SET pieces = ? WHERE sku = ?").params(pieces, sku).update();
	}

	void addReceipt(String sku) {
		this.database.sql("INSERT INTO receipt (sku) VALUES (?)").param(sku).update();
	}

}
