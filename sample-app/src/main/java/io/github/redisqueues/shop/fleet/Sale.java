package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;

import io.github.redisqueues.lock.LockUnavailableException;
import io.github.redisqueues.shop.till.Shelf;
import io.github.redisqueues.shop.till.Till;

/**
 * Result of a sale of one stock by the tills of all instances.
 *
 * @param how the kind of sale
 * @param customers the number of customers, each of whom wants one piece
 * @param inStock pieces in stock at the start
 * @param sold pieces with a receipt
 * @param gaveUp customers who did not get the lock in time
 * @param took the time from the first customer to the last
 */
record Sale(String how, int customers, int inStock, int sold, int gaveUp, Duration took) {

	static final int IN_STOCK = 100;

	static final int CUSTOMERS = 300;

	private static final String SKU = "lamp";

	/**
	 * Fills up the stock and sells it.
	 * @param how the kind of sale, for the report
	 * @param shelf the stock
	 * @param instances the instances; the customers are spread over them
	 * @param sell sells a piece at a till
	 * @return the result
	 * @throws InterruptedException if the thread is interrupted
	 */
	static Sale hold(String how, Shelf shelf, List<Instance> instances, BiPredicate<Till, String> sell)
			throws InterruptedException {
		shelf.stock(SKU, IN_STOCK);
		List<Callable<Outcome>> customers = new ArrayList<>();
		for (int i = 0; i < CUSTOMERS; i++) {
			Till till = instances.get(i % instances.size()).till();
			customers.add(() -> buy(till, sell));
		}
		long start = System.nanoTime();
		List<Outcome> outcomes = ParallelCalls.run(customers);
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		return new Sale(how, CUSTOMERS, IN_STOCK, shelf.sold(SKU), Collections.frequency(outcomes, Outcome.GAVE_UP),
				took);
	}

	private static Outcome buy(Till till, BiPredicate<Till, String> sell) {
		try {
			return sell.test(till, SKU) ? Outcome.BOUGHT : Outcome.CAME_TOO_LATE;
		}
		catch (LockUnavailableException ex) {
			return Outcome.GAVE_UP;
		}
	}

	int oversold() {
		return Math.max(0, this.sold - this.inStock);
	}

	private enum Outcome {

		BOUGHT, CAME_TOO_LATE, GAVE_UP

	}

}
