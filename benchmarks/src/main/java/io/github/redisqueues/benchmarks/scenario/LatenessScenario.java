package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.benchmarks.contender.OurListener;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.Percentiles;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;
import io.github.redisqueues.queue.SendOptions;

/**
 * How late delayed messages reach a listener. They fall due evenly, ten at a time. If
 * they could not be sent before the first was due, there is more time the next time.
 */
public final class LatenessScenario implements ScenarioSource {

	private static final int MESSAGES = 100_000;

	private static final int TOGETHER = 10;

	private static final Duration FILL = Duration.ofSeconds(12);

	private static final Duration QUICK_FILL = Duration.ofSeconds(2);

	private static final Duration WINDOW = Duration.ofSeconds(15);

	private static final int CONCURRENCY = 8;

	private static final int DIGITS = 13;

	private static final int PATIENCE_SECONDS = 120;

	private static final double MICROS_PER_MILLI = 1e3;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int messages = profile.count(MESSAGES);
		Duration fill = profile.quick() ? QUICK_FILL : FILL;
		Duration window = profile.time(WINDOW);
		return List.of(Scenario
			.named("lateness",
					"%,d delayed messages fall due within %d s: how long after that they are with their handler."
						.formatted(MESSAGES, WINDOW.toSeconds()))
			.measures(Measure.less("p50", "ms"), Measure.less("p99", "ms"), Measure.less("p99.9", "ms"))
			.sides(Side.bullMq("lateness", messages, fill.toMillis(), window.toMillis(), CONCURRENCY),
					Side.ours((place) -> ours(place, messages, fill, window)))
			.rounds(0, 1)
			.build());
	}

	private static Work ours(Place place, int messages, Duration fill, Duration window) throws Exception {
		OurListener listener = new OurListener(place);
		Lateness[] current = { new Lateness(0) };
		place.closing(listener.start(CONCURRENCY, (payload) -> current[0].arrived(payload)));
		return () -> {
			for (Duration time = fill;; time = time.multipliedBy(2)) {
				Lateness lateness = new Lateness(messages);
				current[0] = lateness;
				long first = System.currentTimeMillis() + time.toMillis();
				send(listener, messages, first, window);
				boolean inTime = System.currentTimeMillis() <= first;
				Figures figures = lateness.await();
				listener.awaitSettled();
				if (inTime) {
					return figures;
				}
			}
		};
	}

	private static void send(OurListener listener, int messages, long first, Duration window) {
		String rest = Payloads.text().substring(DIGITS);
		for (int i = 0; i < messages; i += TOGETHER) {
			long due = first + i * window.toMillis() / messages;
			List<String> payloads = new ArrayList<>();
			for (int j = i; j < Math.min(messages, i + TOGETHER); j++) {
				payloads.add(("%0" + DIGITS + "d").formatted(due) + rest);
			}
			listener.queue().sendAll(payloads, SendOptions.defaults().deliverAt(Instant.ofEpochMilli(due)));
		}
	}

	private static final class Lateness {

		private final long[] nanos;

		private final AtomicInteger next = new AtomicInteger();

		private final CountDownLatch all;

		Lateness(int messages) {
			this.nanos = new long[messages];
			this.all = new CountDownLatch(messages);
		}

		void arrived(String payload) {
			long late = System.currentTimeMillis() - Long.parseLong(payload.substring(0, DIGITS));
			this.nanos[this.next.getAndIncrement()] = TimeUnit.MILLISECONDS.toNanos(late);
			this.all.countDown();
		}

		Figures await() throws InterruptedException {
			if (!this.all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
				throw new IllegalStateException(this.all.getCount() + " messages did not come");
			}
			Figures micros = Percentiles.of(this.nanos);
			double[] millis = micros.values();
			for (int i = 0; i < millis.length; i++) {
				millis[i] /= MICROS_PER_MILLI;
			}
			return new Figures(micros.operations(), millis);
		}

	}

}
