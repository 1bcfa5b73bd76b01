package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Result of a schedule that is configured on every instance.
 *
 * @param due how many ticks were due, from the first that arrived to the last
 * @param received how many of them arrived
 * @param repeated how many of them arrived more than once
 */
record CountingRound(int due, int received, int repeated) {

	static final int TICKS = 2;

	/**
	 * As in {@code application.yml}.
	 */
	private static final Duration EVERY = Duration.ofSeconds(1);

	private static final Duration MAX_WAIT = Duration.ofSeconds(10);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	/**
	 * Waits until the schedule has ticked several times.
	 * @param instances the instances
	 * @param earlier the ticks that arrived before
	 * @return the result
	 * @throws InterruptedException if the thread is interrupted
	 */
	static CountingRound await(List<Instance> instances, List<String> earlier) throws InterruptedException {
		long start = System.nanoTime();
		Map<Instant, Long> ticks = ticks(instances, earlier);
		while (ticks.size() < TICKS && System.nanoTime() - start < MAX_WAIT.toNanos()) {
			TimeUnit.MILLISECONDS.sleep(POLL_INTERVAL.toMillis());
			ticks = ticks(instances, earlier);
		}
		return of(new TreeMap<>(ticks));
	}

	static List<String> ticks(List<Instance> instances) {
		return instances.stream().flatMap((instance) -> instance.stockClerk().ticks().stream()).toList();
	}

	private static Map<Instant, Long> ticks(List<Instance> instances, List<String> earlier) {
		return ticks(instances).stream()
			.filter((tick) -> !earlier.contains(tick))
			.collect(Collectors.groupingBy(Instant::parse, Collectors.counting()));
	}

	private static CountingRound of(TreeMap<Instant, Long> ticks) {
		if (ticks.isEmpty()) {
			return new CountingRound(TICKS, 0, 0);
		}
		long due = Duration.between(ticks.firstKey(), ticks.lastKey()).dividedBy(EVERY) + 1;
		long repeated = ticks.values().stream().filter((times) -> times > 1).count();
		return new CountingRound((int) due, ticks.size(), (int) repeated);
	}

}
