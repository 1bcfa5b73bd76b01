package io.github.redisqueues.shop.till;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.lock.DistributedLock;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sells the stock in the shared database.
 */
@Service
public class Till {

	private static final Duration PAYMENT = Duration.ofMillis(1);

	private final Shelf shelf;

	Till(Shelf shelf) {
		this.shelf = shelf;
	}

	/**
	 * Sells one piece. The lock is held until the transaction has committed.
	 * @param sku the article
	 * @return whether there was one
	 */
	@DistributedLock(name = "stock", keys = "#sku")
	@Transactional
	public boolean sell(String sku) {
		return sellOne(sku);
	}

	/**
	 * Sells one piece without a lock, which is wrong: a transaction alone does not keep
	 * two instances from reading the same number.
	 * @param sku the article
	 * @return whether there was one
	 */
	@Transactional
	public boolean sellWithoutLock(String sku) {
		return sellOne(sku);
	}

	private boolean sellOne(String sku) {
		int pieces = this.shelf.pieces(sku);
		if (pieces == 0) {
			return false;
		}
		takeMoney();
		this.shelf.pieces(sku, pieces - 1);
		this.shelf.addReceipt(sku);
		return true;
	}

	private static void takeMoney() {
		LockSupport.parkNanos(PAYMENT.toNanos());
	}

}
