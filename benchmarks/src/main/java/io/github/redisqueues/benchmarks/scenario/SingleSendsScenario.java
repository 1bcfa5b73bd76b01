package io.github.redisqueues.benchmarks.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.benchmarks.contender.CountingHandler;
import io.github.redisqueues.benchmarks.contender.OurListener;
import io.github.redisqueues.benchmarks.contender.Payloads;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Work;

/**
 * Eight threads send single messages while a listener works them off. A node process has
 * one thread, so BullMQ may also send from a second process.
 */
public final class SingleSendsScenario implements ScenarioSource {

	private static final String MESSAGES = "messages";

	private static final int COUNT = 8_000;

	private static final int COUNT_RQUEUE = 100;

	private static final int THREADS = 8;

	private static final int ROUNDS = 7;

	private static final double AIM = 4.5;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		int count = profile.count(COUNT);
		return List.of(Scenario
			.named("single-sends",
					"Eight threads send single messages, a listener with concurrency 8 works them off meanwhile.")
			.measures(Measure.more(MESSAGES, "messages/s"))
			.sides(Side.bullMq("singles", count, THREADS, 1), Side.bullMqTwice("singles", count, THREADS, 2),
					Side.rqueue("singles", profile.count(COUNT_RQUEUE), THREADS),
					Side.ours((place) -> ours(place, count)))
			.rounds(2, ROUNDS)
			.aims(Aim.ratioAtLeast(AIM, MESSAGES, Contenders.BULLMQ))
			.build());
	}

	private static Work ours(Place place, int messages) {
		OurListener listener = new OurListener(place);
		ExecutorService senders = Executors.newFixedThreadPool(THREADS);
		place.closing(senders::shutdownNow);
		String payload = Payloads.text();
		return () -> {
			CountingHandler handler = new CountingHandler(messages);
			try (AutoCloseable running = listener.start(THREADS, handler::handle)) {
				AtomicInteger next = new AtomicInteger();
				List<Future<?>> results = new ArrayList<>();
				long begin = System.nanoTime();
				for (int i = 0; i < THREADS; i++) {
					results.add(senders.submit(() -> {
						while (next.getAndIncrement() < messages) {
							listener.queue().send(payload);
						}
					}));
				}
				for (Future<?> result : results) {
					result.get();
				}
				Figures figures = Figures.perSecond(messages, handler.await() - begin);
				listener.awaitSettled();
				handler.check();
				return figures;
			}
		};
	}

}
