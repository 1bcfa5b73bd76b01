package io.github.redisqueues.shop.price;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The slow source of the prices. Records each request so that requests can be counted.
 */
@Component
public class Supplier {

	private static final Duration RESPONSE_TIME = Duration.ofMillis(20);

	private final JdbcClient database;

	Supplier(JdbcClient database) {
		this.database = database;
	}

	/**
	 * Returns how often all instances have requested a price.
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
		LockSupport.parkNanos(RESPONSE_TIME.toNanos());
		return 5 * sku.length();
	}

}
