package io.github.redisqueues.shop.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.github.redisqueues.shop.price.PriceList;
import io.github.redisqueues.shop.price.Supplier;

/**
 * Result of many readers asking for the same prices at the same time.
 *
 * @param readers the number of readers
 * @param prices the number of prices
 * @param loads the number of loads in total
 * @param mostLoads the highest number of loads of one price
 */
record PriceCheck(int readers, int prices, int loads, int mostLoads) {

	static final int PRICES = 8;

	static final int READERS_OF_EACH = 50;

	/**
	 * Reads prices that are not cached yet.
	 * @param supplier the source of the prices
	 * @param instances the instances; the readers are spread over them
	 * @return the result
	 * @throws InterruptedException if the thread is interrupted
	 */
	static PriceCheck make(Supplier supplier, List<Instance> instances) throws InterruptedException {
		List<String> articles = new ArrayList<>();
		List<Callable<Integer>> readers = new ArrayList<>();
		for (int article = 0; article < PRICES; article++) {
			String sku = "new-" + UUID.randomUUID();
			articles.add(sku);
			for (int i = 0; i < READERS_OF_EACH; i++) {
				PriceList prices = instances.get(i % instances.size()).prices();
				readers.add(() -> prices.price(sku));
			}
		}
		ParallelCalls.run(readers);
		List<Integer> loads = articles.stream().map(supplier::requests).toList();
		return new PriceCheck(readers.size(), PRICES, loads.stream().mapToInt(Integer::intValue).sum(),
				loads.stream().mapToInt(Integer::intValue).max().orElse(0));
	}

}
