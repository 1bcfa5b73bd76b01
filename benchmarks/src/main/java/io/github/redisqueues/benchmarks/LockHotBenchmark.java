package io.github.redisqueues.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One lock for which sixteen threads compete: of one process, and of two with eight each.
 * Every hold is counted under the lock and once more outside it, first with a pause, so
 * that two holders at a time are noticed, then in the measured rounds. Holds that follow
 * one of another thread are counted separately, as a side may be fast because the same
 * thread acquires the lock again. So is the share of the process with fewer holds.
 */
final class LockHotBenchmark implements Benchmark {

	private static final int THREADS = 16;

	private static final int PROCESSES = 2;

	private static final Duration ROUND = Duration.ofMillis(600);

	private static final Duration PAUSE = Duration.ofNanos(50_000);

	private static final String NAME = "hot";

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		Path file = workbench.temporaryFile();
		HoldCounter counter = HoldCounter.open(file);
		Duration round = workbench.options().scaled(ROUND);
		List<Row> rows = new ArrayList<>();
		rows.addAll(oneProcess(workbench, counter, round));
		rows.addAll(twoProcesses(workbench, file, counter, round));
		return rows;
	}

	private static List<Row> oneProcess(Workbench workbench, HoldCounter counter, Duration round) throws Exception {
		try (LockContest<LockClient> contest = LockContest.between(List.of(LockSide.REDISSON, LockSide.OURS,
				LockSide.INTEGRATION_SPIN, LockSide.INTEGRATION_PUB_SUB, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR),
				(side) -> side.open(workbench.address()))) {
			contest.forEach((client) -> contend(client, counter, round, PAUSE));
			contest.run(workbench.options().rounds(), (client) -> contend(client, counter, round, Duration.ZERO));
			String who = "one lock, 16 threads, ";
			List<Row> rows = new ArrayList<>();
			rows.addAll(rows(contest, who, LockSide.REDISSON, LockSide.OURS, Target.ratioAtLeast(2)));
			rows.addAll(rows(contest, who, LockSide.INTEGRATION_SPIN, LockSide.OURS, Target.none()));
			rows.addAll(rows(contest, who, LockSide.INTEGRATION_PUB_SUB, LockSide.OURS, Target.none()));
			rows.addAll(rows(contest, who, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, Target.none()));
			return rows;
		}
	}

	private static List<Row> twoProcesses(Workbench workbench, Path file, HoldCounter counter, Duration round)
			throws Exception {
		int threads = THREADS / PROCESSES;
		try (LockContest<LockProcesses> contest = LockContest.between(
				List.of(LockSide.REDISSON, LockSide.OURS, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR),
				(side) -> LockProcesses.start(PROCESSES, side, workbench.address(), file, threads))) {
			String order = "contend " + NAME + "-2 " + threads + " " + round + " ";
			contest.forEach((processes) -> contend(processes, counter, order + PAUSE));
			contest.run(workbench.options().rounds(),
					(processes) -> contend(processes, counter, order + Duration.ZERO));
			String who = "one lock, 2 processes with 8 threads, ";
			List<Row> rows = new ArrayList<>();
			rows.addAll(rows(contest, who, LockSide.REDISSON, LockSide.OURS, Target.ratioAtLeast(1)));
			rows.add(share(contest, LockSide.REDISSON, LockSide.OURS));
			rows.addAll(rows(contest, who, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, Target.none()));
			rows.add(share(contest, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR));
			return rows;
		}
	}

	private static double[] contend(LockClient client, HoldCounter counter, Duration round, Duration pause)
			throws Exception {
		counter.reset();
		RepeatedWork.Work work = HotLock.run(client.mutex(NAME), counter, THREADS, 1, round, pause);
		return new double[] { work.perSecond(), changesPerSecond(counter, work) };
	}

	private static double[] contend(LockProcesses processes, HoldCounter counter, String order) throws Exception {
		counter.reset();
		RepeatedWork.Work all = RepeatedWork.Work.NONE;
		long fewest = Long.MAX_VALUE;
		for (long[] answer : processes.ask(order)) {
			all = all.and(new RepeatedWork.Work(answer[0], answer[1]));
			fewest = Math.min(fewest, answer[0]);
		}
		return new double[] { all.perSecond(), changesPerSecond(counter, all), 100.0 * fewest / all.times() };
	}

	private static double changesPerSecond(HoldCounter counter, RepeatedWork.Work work) {
		counter.requireExactly(work.times());
		return new RepeatedWork.Work(counter.changes(), work.nanos()).perSecond();
	}

	private static List<Row> rows(LockContest<?> contest, String who, LockSide reference, LockSide ours,
			Target target) {
		return List.of(
				new Row("lock-hot", who + ours.against(reference), "holds/s", contest.comparison(reference, ours),
						target),
				new Row("lock-hot", "the same, holds after another thread's", "holds/s",
						contest.comparison(reference, ours, 1), Target.none()));
	}

	private static Row share(LockContest<?> contest, LockSide reference, LockSide ours) {
		return new Row("lock-hot", "the same, holds of the process that had fewer", "% of all",
				contest.comparison(reference, ours, 2), Target.none());
	}

}
