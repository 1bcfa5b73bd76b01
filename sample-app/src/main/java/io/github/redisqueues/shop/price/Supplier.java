package io.github.redisqueues.shop.price;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Knows the prices, and takes its time. Notes who asked, so that one can count.
 */
@Component
public class Supplier {

	private static final Duration ANSWER = Duration.ofMillis(20);

	private final JdbcClient database;

	Supplier(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Counts how often a price was asked for by any instance.
	 * @param sku the article
	 * @return the number
	 */
	public int requests(String sku) {
		return this.database.sql("SELECT COUNT(*) FROM price_request WHERE sku = ?")
			.param(sku)
			.query(Integer.class)
			.single();
	}

	int price(String sku) {
		this.database.sql("INSERT INTO price_request (sku) VALUES (?)").param(sku).update();
		LockSupport.parkNanos(ANSWER.toNanos());
		return 5 * sku.length();
	}

}
