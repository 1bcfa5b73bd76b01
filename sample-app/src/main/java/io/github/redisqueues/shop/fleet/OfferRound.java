package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Result of an offer that one instance published.
 *
 * @param instances the number of instances, each with the old price in memory
 * @param received how many of them returned the new price in the end
 */
record OfferRound(int instances, int received) {

	private static final int PRICE = 1;

	private static final Duration MAX_WAIT = Duration.ofSeconds(5);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(5);

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
		int received = received(instances, sku);
		while (received < instances.size() && System.nanoTime() - start < MAX_WAIT.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
			received = received(instances, sku);
		}
		return new OfferRound(instances.size(), received);
	}

	private static int received(List<Instance> instances, String sku) {
		return (int) instances.stream().filter((instance) -> instance.prices().price(sku) == PRICE).count();
	}

}
