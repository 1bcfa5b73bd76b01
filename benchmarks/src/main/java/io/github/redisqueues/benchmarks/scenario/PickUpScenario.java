package io.github.redisqueues.benchmarks.scenario;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.benchmarks.contender.Arrivals;
import io.github.redisqueues.benchmarks.contender.OurListener;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.contender.Percentiles;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;

/**
 * From the call that sends until the handler of a listener begins. Senders and listener
 * are in one process and share its connection.
 */
public final class PickUpScenario implements ScenarioSource {

	private static final int CONCURRENCY = 8;

	private static final int MESSAGES = 1_000;

	private static final int LOADED_MESSAGES = 4_000;

	private static final int COLD_MESSAGES = 200;

	private static final int PER_SECOND = 4_000;

	private static final Duration PAUSE = Duration.ofMillis(2);

	private static final Duration COLD_PAUSE = Duration.ofMillis(5);

	private static final int DIGITS = 8;

	private static final int ROUNDS = 5;

	private static final double AIM_P50 = 0.5;

	private static final double AIM_P99 = 0.6;

	private static final double AIM_COLD = 0.5;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int messages = profile.count(MESSAGES);
		int loaded = profile.count(LOADED_MESSAGES);
		int cold = profile.count(COLD_MESSAGES);
		return List.of(
				scenario("idle", "One message at a time to a listener that waits.",
						Side.bullMq("pick-up", messages, PAUSE.toMillis(), CONCURRENCY),
						ours((arrivals, sender) -> arrivals.oneByOne(messages, PAUSE, sender)))
					.rounds(2, ROUNDS)
					.aims(Aim.ratioAtMost(AIM_P50, "p50", Contenders.BULLMQ),
							Aim.ratioAtMost(AIM_P99, "p99", Contenders.BULLMQ))
					.build(),
				scenario("loaded",
						"%,d messages a second to a listener, about half of what BullMQ works off, since each was to be sent."
							.formatted(PER_SECOND),
						Side.bullMq("pick-up-loaded", loaded, PER_SECOND, CONCURRENCY),
						ours((arrivals, sender) -> arrivals.steadily(loaded, PER_SECOND, sender)))
					.rounds(2, ROUNDS)
					.build(),
				scenario("cold", "The first %d messages of a new process.".formatted(cold),
						Side.bullMq("pick-up", cold, COLD_PAUSE.toMillis(), CONCURRENCY),
						ours((arrivals, sender) -> arrivals.oneByOne(cold, COLD_PAUSE, sender)))
					.cold()
					.rounds(0, ROUNDS)
					.aims(Aim.ratioAtMost(AIM_COLD, "p99", Side.BASELINE))
					.build());
	}

	private static Scenario.Builder scenario(String name, String title, Side... sides) {
		return Scenario.named("pick-up-" + name, title).measures(Percentiles.measures()).sides(sides);
	}

	private static Side ours(Round round) {
		return Side.ours((place) -> {
			OurListener listener = new OurListener(place);
			Arrivals arrivals = new Arrivals();
			place.closing(listener.start(CONCURRENCY,
					(payload) -> arrivals.arrived(Integer.parseInt(payload.substring(0, DIGITS)))));
			String rest = Payloads.text().substring(DIGITS);
			return () -> {
				Figures figures = round.run(arrivals,
						(number) -> listener.queue().send(("%0" + DIGITS + "d").formatted(number) + rest));
				listener.awaitSettled();
				return figures;
			};
		});
	}

	/**
	 * How the messages of a round are sent.
	 */
	private interface Round {

		Figures run(Arrivals arrivals, Arrivals.Sender sender) throws Exception;

	}

}
