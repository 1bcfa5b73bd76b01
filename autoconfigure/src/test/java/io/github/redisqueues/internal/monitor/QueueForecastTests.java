package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.monitor.QueueForecast.Verdict;
import io.github.redisqueues.internal.queue.QueueReading;
import io.github.redisqueues.queue.QueueStats;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What the samples of a queue say of its future, and which of them are kept.
 */
class QueueForecastTests {

	private static final Instant START = Instant.parse("2026-11-26T04:00:00Z");

	@Test
	void aBacklogThatShrinksIsGoneAtAMoment() {
		QueueForecast forecast = QueueForecast.of(samples(1000, 900, 800, 700, 600));
		assertThat(forecast.verdict()).isEqualTo(Verdict.EMPTY_AT);
		assertThat(forecast.backlog()).isEqualTo(600);
		assertThat(forecast.growth().orElseThrow()).isCloseTo(-10, within(1e-6));
		assertThat(forecast.emptyAt()).contains(START.plusSeconds(100));
		assertThat(forecast).hasToString("empty at about 2026-11-26T04:01:40Z");
	}

	@Test
	void aBacklogThatGrowsOrStandsIsNeverGone() {
		assertThat(QueueForecast.of(samples(100, 110, 120)).verdict()).isEqualTo(Verdict.NEVER);
		assertThat(QueueForecast.of(samples(100, 100, 100))).hasToString("never at this rate");
	}

	@Test
	void aBacklogThatShrinksImperceptiblyIsNeverGone() {
		assertThat(QueueForecast.of(samples(1_000_000_000, 1_000_000_000, 999_999_999)).verdict())
			.isEqualTo(Verdict.NEVER);
	}

	@Test
	void oneSampleDoesNotDecide() {
		assertThat(QueueForecast.of(samples(1000, 900, 800, 700, 600, 500, 400, 300, 200, 205)).verdict())
			.isEqualTo(Verdict.EMPTY_AT);
	}

	@Test
	void whatIsOldDoesNotCount() {
		long[] ready = new long[60];
		for (int i = 0; i < ready.length; i++) {
			ready[i] = (i < 29) ? 10_000 : 1000 - 10 * i;
		}
		QueueForecast forecast = QueueForecast.of(samples(ready));
		assertThat(forecast.growth().orElseThrow()).isCloseTo(-1, within(1e-6));
	}

	@Test
	void noBacklogIsEmptyAndTooFewSamplesSayNothing() {
		assertThat(QueueForecast.of(samples(0)).verdict()).isEqualTo(Verdict.EMPTY);
		assertThat(QueueForecast.of(samples(20, 10)).verdict()).isEqualTo(Verdict.UNKNOWN);
		assertThat(QueueForecast.of(List.of()).verdict()).isEqualTo(Verdict.UNKNOWN);
	}

	@Test
	void aHistoryForgetsWhatIsOldAndWhatWasBeforeAGap() {
		QueueHistory history = new QueueHistory(Duration.ofMinutes(1), Duration.ofSeconds(30));
		List<QueueSample> samples = samples(1, 2, 3, 4, 5, 6, 7, 8, 9);
		samples.forEach((sample) -> add(history, sample));
		long latest = samples.get(8).nanos();
		assertThat(history.samples(latest)).isEqualTo(samples.subList(2, 9));
		assertThat(history.latest(latest + TimeUnit.SECONDS.toNanos(30))).contains(samples.get(8));
		assertThat(history.latest(latest + TimeUnit.SECONDS.toNanos(31))).isEmpty();
		assertThat(history.samples(latest + TimeUnit.SECONDS.toNanos(31))).isEmpty();
		QueueSample later = sample(40, 1);
		add(history, later);
		assertThat(history.samples(later.nanos())).containsExactly(later);
	}

	/**
	 * Returns samples of a queue, one each ten seconds.
	 */
	private static List<QueueSample> samples(long... ready) {
		List<QueueSample> samples = new ArrayList<>();
		for (int i = 0; i < ready.length; i++) {
			samples.add(sample(i, ready[i]));
		}
		return samples;
	}

	private static QueueSample sample(int index, long ready) {
		// The clock may overflow between two samples
		return new QueueSample(START.plusSeconds(10L * index),
				Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(25) + TimeUnit.SECONDS.toNanos(10L * index),
				new QueueStats(ready, 0, 0, 0, Duration.ZERO), Optional.empty());
	}

	private static void add(QueueHistory history, QueueSample sample) {
		history.add(sample.at(), sample.nanos(), new QueueReading(sample.stats(), Optional.empty()));
	}

}
