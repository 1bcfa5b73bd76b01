package io.github.redisqueues.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One lock that sixteen threads want all the time: of one process, and of two with eight
 * each. Every hold is counted under the lock, and once more beside it: at first slowly,
 * so that two holders at a time cannot pass unnoticed, and then in the measured rounds.
 * Holds in which the lock came from another thread are counted apart: a side may be fast
 * because it gives the lock back to the thread that just had it. So is the share of the
 * process that had it less often.
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
		Tally tally = Tally.open(file);
		Duration round = workbench.options().scaled(ROUND);
		List<Row> rows = new ArrayList<>();
		rows.addAll(oneProcess(workbench, tally, round));
		rows.addAll(twoProcesses(workbench, file, tally, round));
		return rows;
	}

	private static List<Row> oneProcess(Workbench workbench, Tally tally, Duration round) throws Exception {
		try (LockContest<LockClient> contest = LockContest.between(List.of(LockSide.REDISSON, LockSide.OURS,
				LockSide.INTEGRATION_SPIN, LockSide.INTEGRATION_PUB_SUB, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR),
				(side) -> side.open(workbench.address()))) {
			contest.forEach((client) -> contend(client, tally, round, PAUSE));
			contest.run(workbench.options().rounds(), (client) -> contend(client, tally, round, Duration.ZERO));
			String who = "one lock, 16 threads, ";
			List<Row> rows = new ArrayList<>();
			rows.addAll(rows(contest, who, LockSide.REDISSON, LockSide.OURS, Aim.ratioAtLeast(2)));
			rows.addAll(rows(contest, who, LockSide.INTEGRATION_SPIN, LockSide.OURS, Aim.none()));
			rows.addAll(rows(contest, who, LockSide.INTEGRATION_PUB_SUB, LockSide.OURS, Aim.none()));
			rows.addAll(rows(contest, who, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, Aim.none()));
			return rows;
		}
	}

	private static List<Row> twoProcesses(Workbench workbench, Path file, Tally tally, Duration round)
			throws Exception {
		int threads = THREADS / PROCESSES;
		try (LockContest<LockProcesses> contest = LockContest.between(
				List.of(LockSide.REDISSON, LockSide.OURS, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR),
				(side) -> LockProcesses.start(PROCESSES, side, workbench.address(), file, threads))) {
			String order = "contend " + NAME + "-2 " + threads + " " + round + " ";
			contest.forEach((processes) -> contend(processes, tally, order + PAUSE));
			contest.run(workbench.options().rounds(), (processes) -> contend(processes, tally, order + Duration.ZERO));
			String who = "one lock, 2 processes with 8 threads, ";
			List<Row> rows = new ArrayList<>();
			rows.addAll(rows(contest, who, LockSide.REDISSON, LockSide.OURS, Aim.ratioAtLeast(1)));
			rows.add(share(contest, LockSide.REDISSON, LockSide.OURS));
			rows.addAll(rows(contest, who, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, Aim.none()));
			rows.add(share(contest, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR));
			return rows;
		}
	}

	private static double[] contend(LockClient client, Tally tally, Duration round, Duration pause) throws Exception {
		tally.reset();
		Crowd.Work work = HotLock.run(client.mutex(NAME), tally, THREADS, 1, round, pause);
		return new double[] { work.perSecond(), changesPerSecond(tally, work) };
	}

	private static double[] contend(LockProcesses processes, Tally tally, String order) throws Exception {
		tally.reset();
		Crowd.Work all = Crowd.Work.NONE;
		long fewest = Long.MAX_VALUE;
		for (long[] answer : processes.ask(order)) {
			all = all.and(new Crowd.Work(answer[0], answer[1]));
			fewest = Math.min(fewest, answer[0]);
		}
		return new double[] { all.perSecond(), changesPerSecond(tally, all), 100.0 * fewest / all.times() };
	}

	private static double changesPerSecond(Tally tally, Crowd.Work work) {
		tally.requireExactly(work.times());
		return new Crowd.Work(tally.changes(), work.nanos()).perSecond();
	}

	private static List<Row> rows(LockContest<?> contest, String who, LockSide reference, LockSide ours, Aim aim) {
		return List.of(
				new Row("lock-hot", who + ours.against(reference), "holds/s", contest.comparison(reference, ours), aim),
				new Row("lock-hot", "the same, holds after another thread's", "holds/s",
						contest.comparison(reference, ours, 1), Aim.none()));
	}

	private static Row share(LockContest<?> contest, LockSide reference, LockSide ours) {
		return new Row("lock-hot", "the same, holds of the process that had fewer", "% of all",
				contest.comparison(reference, ours, 2), Aim.none());
	}

}
