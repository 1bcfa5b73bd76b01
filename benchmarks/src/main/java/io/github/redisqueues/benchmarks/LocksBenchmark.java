package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * Cost of an uncontended lock: one thread acquires and releases it repeatedly.
 */
final class LocksBenchmark implements Benchmark {

	private static final Duration ROUND = Duration.ofMillis(400);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		Duration round = workbench.options().scaled(ROUND);
		try (LockContest<LockClient> contest = LockContest.between(List.of(LockSide.values()),
				(side) -> side.open(workbench.address()))) {
			contest.run(workbench.options().rounds(), (client) -> {
				Mutex mutex = client.mutex("free");
				return new double[] {
						RepeatedWork.run(1, round, (thread) -> () -> mutex.take().releaseOrFail()).perSecond() };
			});
			return List.of(row(contest, LockSide.RAW, LockSide.OURS, Target.ratioAtLeast(0.95)),
					row(contest, LockSide.REDISSON, LockSide.OURS, Target.none()),
					row(contest, LockSide.INTEGRATION_SPIN, LockSide.OURS, Target.none()),
					row(contest, LockSide.INTEGRATION_PUB_SUB, LockSide.OURS, Target.none()),
					row(contest, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, Target.none()));
		}
	}

	private static Row row(LockContest<?> contest, LockSide reference, LockSide ours, Target target) {
		return new Row("locks", "lock + unlock, 1 thread, " + ours.against(reference), "pairs/s",
				contest.comparison(reference, ours), target);
	}

}
