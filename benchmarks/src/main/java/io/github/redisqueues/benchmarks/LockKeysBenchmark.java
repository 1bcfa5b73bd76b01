package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sixteen threads of one process, each of which acquires and releases its own lock
 * repeatedly.
 */
final class LockKeysBenchmark implements Benchmark {

	private static final int THREADS = 16;

	private static final Duration ROUND = Duration.ofMillis(400);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		Duration round = workbench.options().scaled(ROUND);
		try (LockContest<LockClient> contest = LockContest.between(List.of(LockSide.RAW, LockSide.REDISSON,
				LockSide.INTEGRATION_SPIN, LockSide.INTEGRATION_PUB_SUB, LockSide.OURS),
				(side) -> side.open(workbench.address()))) {
			contest.run(workbench.options().rounds(), (client) -> {
				List<Mutex> mutexes = IntStream.range(0, THREADS)
					.mapToObj((thread) -> client.mutex("of-" + thread))
					.toList();
				return new double[] { RepeatedWork.run(THREADS, round, (thread) -> {
					Mutex mutex = mutexes.get(thread);
					return () -> mutex.take().releaseOrFail();
				}).perSecond() };
			});
			return List.of(row(contest, LockSide.RAW, Target.ratioAtLeast(0.8)),
					row(contest, LockSide.REDISSON, Target.ratioAtLeast(1.8)),
					row(contest, LockSide.INTEGRATION_SPIN, Target.none()),
					row(contest, LockSide.INTEGRATION_PUB_SUB, Target.none()));
		}
	}

	private static Row row(LockContest<?> contest, LockSide reference, Target target) {
		return new Row("lock-keys", "lock + unlock, 16 threads, 16 names, " + LockSide.OURS.against(reference),
				"pairs/s", contest.comparison(reference, LockSide.OURS), target);
	}

}
