package io.github.redisqueues.shop.fleet;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FleetReportTests {

	private static final PriceCheck PRICES = new PriceCheck(400, 8, 8, 1);

	private static final ChangeRound CHANGES = new ChangeRound(300, 6, 60, 60, 151, 0);

	private static final OfferRound OFFER = new OfferRound(2, 2);

	private static final CountingRound COUNTING = new CountingRound(3, 3, 0);

	private static final StaleWriter STALE_WRITER = new StaleWriter(17, 18, true, true, 3);

	@Test
	void showsWhatWasMeasured() {
		assertThat(report(250)).hasToString("""

				A second instance ran for 2.5 s.

				one stock, two instances  customers  in stock  sold  oversold  gave up    took
				------------------------  ---------  --------  ----  --------  -------  ------
				with @DistributedLock           300       100   100         0        2  0.42 s
				without a lock                  300       100   250       150        0  0.12 s

				Prices: 400 readers of 8 prices, 8 loads, at most 1 of a price
				Offer: published once, received by 2 of 2 instances
				Changes: 300 messages for 60 changes, 6 redelivered; 60 rows inserted, 151 updates, 0 rows outdated
				Late writer: lost its lock and noticed; its write with token 17, after one with token 18, was refused
				Stocktaking: a schedule configured on both instances had 3 ticks; 3 were received, 0 repeated""");
	}

	@Test
	void saysSoIfChanceKeptTheUnguardedSaleRight() {
		assertThat(report(100).toString()).contains("""
				without a lock                  300       100   100         0        0  0.12 s

				Nothing was oversold without the lock this time, by chance only.
				Prices: """);
	}

	private static FleetReport report(int soldWithoutLock) {
		Sale guarded = new Sale("with @DistributedLock", 300, 100, 100, 2, Duration.ofMillis(420));
		Sale unguarded = new Sale("without a lock", 300, 100, soldWithoutLock, 0, Duration.ofMillis(120));
		return new FleetReport(Duration.ofMillis(2_500), guarded, unguarded, PRICES, OFFER, CHANGES, STALE_WRITER,
				COUNTING);
	}

}
