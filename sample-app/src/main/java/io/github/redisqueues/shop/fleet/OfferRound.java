package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Result of an offer that one instance published.
 *
 * @param instances the number of instances, each with the old price in memory
 * @param heard how many of them returned the new price in the end
 */
record OfferRound(int instances, int heard) {

	private static final int PRICE = 1;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration PAUSE = Duration.ofMillis(5);

	/**
	 * Lets all instances look up a price and one of them change it.
	 * @param instances the instances
	 * @return the result
	 * @throws InterruptedException if the thread is interrupted
	 */
	static OfferRound make(List<Instance> instances) throws InterruptedException {
		String sku = "offer-" + UUID.randomUUID();
		instances.forEach((instance) -> instance.prices().price(sku));
		instances.get(0).prices().offer(sku, PRICE);
		long start = System.nanoTime();
		int heard = heard(instances, sku);
		while (heard < instances.size() && System.nanoTime() - start < PATIENCE.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
			heard = heard(instances, sku);
		}
		return new OfferRound(instances.size(), heard);
	}

	private static int heard(List<Instance> instances, String sku) {
		return (int) instances.stream().filter((instance) -> instance.prices().price(sku) == PRICE).count();
	}

}
