package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * A free lock taken and given back, over and over on one thread: what a lock costs that
 * nobody disputes.
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
				return new double[] { Crowd.run(1, round, (thread) -> () -> mutex.take().releaseOrFail()).perSecond() };
			});
			return List.of(row(contest, LockSide.RAW, LockSide.OURS, Aim.ratioAtLeast(0.95)),
					row(contest, LockSide.REDISSON, LockSide.OURS, Aim.none()),
					row(contest, LockSide.INTEGRATION_SPIN, LockSide.OURS, Aim.none()),
					row(contest, LockSide.INTEGRATION_PUB_SUB, LockSide.OURS, Aim.none()),
					row(contest, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, Aim.none()));
		}
	}

	private static Row row(LockContest<?> contest, LockSide reference, LockSide ours, Aim aim) {
		return new Row("locks", "lock + unlock, 1 thread, " + ours.against(reference), "pairs/s",
				contest.comparison(reference, ours), aim);
	}

}
