package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.fleet.ConsumerReport;
import io.github.redisqueues.internal.queue.QueueReading;
import io.github.redisqueues.internal.queue.QueueReading.Told;
import io.github.redisqueues.queue.QueueStats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * The rates of a queue whose messages come and go in a simulated fleet, which tells of
 * itself every ten seconds.
 */
class QueueRatesTests {

	private static final Instant START = Instant.parse("2026-11-26T04:00:00Z");

	private final QueueHistory history = new QueueHistory(QueueMonitor.KEPT, Duration.ofSeconds(30));

	private final Map<String, Consumer> consumers = new LinkedHashMap<>();

	/**
	 * What Redis has of each consumer.
	 */
	private final Map<String, Stored> stored = new LinkedHashMap<>();

	private record Stored(int at, ConsumerReport report) {
	}

	private double live = 100_000;

	private double arrivals;

	private int second;

	private static final class Consumer {

		private double removed;

		private double rate;

		private int nextReport;

		private final int begin;

		Consumer(double rate, int begin, int nextReport) {
			this.rate = rate;
			this.begin = begin;
			this.nextReport = nextReport;
		}

	}

	private Consumer start(String name, double rate, int firstReport) {
		Consumer consumer = new Consumer(rate, this.second, this.second + firstReport);
		this.consumers.put(name, consumer);
		return consumer;
	}

	private void run(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.second++;
			this.live += this.arrivals;
			this.consumers.forEach((name, consumer) -> {
				consumer.removed += consumer.rate;
				this.live -= consumer.rate;
				if (this.second >= consumer.nextReport) {
					consumer.nextReport += 10;
					report(name, consumer, Math.round(consumer.removed));
				}
			});
			if (this.second % 10 == 0) {
				read();
			}
		}
	}

	private void report(String name, Consumer consumer, long removed) {
		this.stored.put(name, new Stored(this.second,
				new ConsumerReport(name, removed, Duration.ofSeconds(this.second - consumer.begin), Optional.empty())));
	}

	private void read() {
		read(Optional.of(this.stored.values()
			.stream()
			.map((stored) -> new Told(Duration.ofSeconds(this.second - stored.at()), stored.report()))
			.filter((told) -> told.age().compareTo(Duration.ofMinutes(2)) < 0)
			.toList()));
	}

	private void read(Optional<List<Told>> consumers) {
		this.history.add(START.plusSeconds(this.second), nanos(), new QueueReading(
				new QueueStats(Math.max(0, Math.round(this.live)), 0, 0, 0, Duration.ZERO), consumers));
	}

	private long nanos() {
		// The clock may overflow
		return Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(25) + TimeUnit.SECONDS.toNanos(this.second);
	}

	private Optional<QueueRates> rates() {
		return QueueForecast.of(this.history.samples(nanos())).rates();
	}

	private void assertRates(double in, double out, double tolerance) {
		assertThat(rates()).hasValueSatisfying((rates) -> {
			assertThat(rates.in()).as("in").isCloseTo(in, within(tolerance));
			assertThat(rates.out()).as("out").isCloseTo(out, within(tolerance));
		});
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 9, 10 })
	void areThoseOfSeveralConsumersWhenverTheyTell(int firstReport) {
		this.arrivals = 40;
		start("a", 20, firstReport);
		start("b", 30, 11 - firstReport);
		run(40);
		assertRates(40, 50, 2);
		run(260);
		assertRates(40, 50, 1);
	}

	@Test
	void areNotKnownBeforeConsumersHaveToldTwice() {
		start("a", 20, 3);
		run(10);
		assertThat(rates()).isEmpty();
		run(10);
		assertRates(0, 20, 1);
	}

	@Test
	void ofAQueueWithoutConsumersAreThoseOfItsGrowth() {
		this.arrivals = 7;
		run(60);
		assertRates(7, 0, 0.1);
	}

	@Test
	void areNotKnownIfMessagesLeaveOfWhichNobodyTells() {
		start("told", 1, 1);
		this.consumers.put("silent", new Consumer(20, 0, Integer.MAX_VALUE));
		run(60);
		assertThat(rates()).isEmpty();
		this.live = 1_000_000;
		this.arrivals = 21;
		this.consumers.remove("silent");
		run(310);
		assertRates(21, 1, 0.5);
	}

	@Test
	void ofAKilledConsumerAreNeverNegative() {
		start("a", 100, 10);
		run(99);
		this.consumers.remove("a");
		int known = 0;
		for (int i = 0; i < 40; i++) {
			run(10);
			known += rates().isPresent() ? 1 : 0;
			rates().ifPresent((rates) -> {
				assertThat(rates.in()).isNotNegative();
				assertThat(rates.out()).isNotNegative();
			});
		}
		assertThat(known).as("but when the window has only what it has not told").isGreaterThanOrEqualTo(39);
		assertRates(0, 0, 0.1);
	}

	@Test
	void goOnWhenAProcessIsRestarted() {
		this.arrivals = 50;
		start("a", 50, 2);
		run(100);
		this.consumers.remove("a");
		start("a2", 50, 9);
		run(200);
		assertRates(50, 50, 3);
	}

	@Test
	void doNotJumpWhenAConsumerWasCutOffOrAnOldReportArrivesLate() {
		this.arrivals = 50;
		Consumer a = start("a", 50, 5);
		run(3600);
		assertRates(50, 50, 1);
		Consumer cutOff = new Consumer(0, 0, this.second + 4);
		cutOff.removed = 1_000_000;
		this.consumers.put("back", cutOff);
		run(100);
		assertThat(rates()).as("it may have removed some of them just now").isEmpty();
		run(210);
		assertRates(50, 50, 1);
		report("a", a, Math.round(a.removed) - 30_000);
		read();
		run(10);
		assertRates(50, 50, 1);
		report("a", a, Math.round(a.removed));
		run(1);
		report("a", a, Math.round(a.removed) - 50);
		run(29);
		assertRates(50, 50, 1);
	}

	@Test
	void countAPurgeOnceAndForget() {
		this.arrivals = 10;
		Consumer a = start("a", 10, 5);
		run(300);
		a.removed += 3_000;
		this.live -= 3_000;
		run(100);
		assertRates(10, 20, 1);
		run(300);
		assertRates(10, 10, 1);
	}

	@Test
	void areNotKnownWhileAProcessDoesNotTakePart() {
		start("a", 10, 5);
		run(100);
		assertRates(0, 10, 1);
		read(Optional.empty());
		assertThat(rates()).isEmpty();
		run(310);
		assertRates(0, 10, 1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void areNotKnownAfterTheFirstBurstOfAProcessThatWasSilentBefore(boolean hasOthers) {
		Consumer silent = new Consumer(0, 0, Integer.MAX_VALUE);
		silent.removed = 50_000;
		this.second = 3_600;
		this.consumers.put("silent", silent);
		if (hasOthers) {
			this.arrivals = 10;
			start("other", 10, 5);
		}
		run(50);
		silent.removed += 1_000;
		report("silent", silent, Math.round(silent.removed));
		for (int i = 0; i < 30; i++) {
			run(10);
			assertThat(rates()).as("after %d s", this.second - 3_650).isEmpty();
		}
		run(20);
		assertRates(this.arrivals, this.arrivals, 1);
		silent.removed += 3_000;
		report("silent", silent, Math.round(silent.removed));
		run(10);
		assertRates(this.arrivals + 10, this.arrivals + 10, 1);
	}

	@Test
	void areKnownWhenAProcessThatRemovedNothingTellsOfItself() {
		start("a", 10, 5);
		this.second = 3_600;
		run(100);
		this.consumers.put("looks", new Consumer(0, 0, this.second + 4));
		run(50);
		assertRates(0, 10, 1);
	}

	@Test
	void areNearTheTruthInRandomFleets() {
		long seed = new Random().nextLong();
		Random random = new Random(seed);
		for (int round = 0; round < 50; round++) {
			QueueRatesTests fleet = new QueueRatesTests();
			fleet.live = 1_000_000;
			fleet.arrivals = random.nextInt(200);
			double out = 0;
			List<Integer> rates = new ArrayList<>();
			for (int i = random.nextInt(8); i >= 0; i--) {
				int rate = random.nextInt(50);
				rates.add(rate);
				out += rate;
				fleet.start("c" + i, rate, 1 + random.nextInt(10));
			}
			fleet.run(200);
			double expected = out;
			assertThat(fleet.rates())
				.as("seed %d, round %d, arrivals %f, consumers %s", seed, round, fleet.arrivals, rates)
				.hasValueSatisfying((found) -> {
					assertThat(found.in()).isCloseTo(fleet.arrivals, within(2.0));
					assertThat(found.out()).isCloseTo(expected, within(2.0));
				});
		}
	}

}
