package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Workers with an empty handler process a backlog: the overhead of a listener. Measured
 * from the start of connected workers to the call of the handler for the last message.
 */
final class WorkersBenchmark implements Benchmark {

	private static final int MESSAGES = 50_000;

	private static final int FEW = 8;

	private static final int MANY = 50;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		List<Row> rows = new ArrayList<>();
		try (WorkerContest contest = contest(workbench, FEW, WorkerKind.BULLMQ, WorkerKind.BY_HAND,
				WorkerKind.RQUEUE)) {
			for (WorkerKind ours : WorkerKind.OURS) {
				rows.add(row(contest, FEW, WorkerKind.BULLMQ, ours, Target.ratioAtLeast(2.5)));
				rows.add(row(contest, FEW, WorkerKind.BY_HAND, ours, Target.none()));
				rows.add(row(contest, FEW, WorkerKind.RQUEUE, ours, Target.none()));
			}
		}
		try (WorkerContest contest = contest(workbench, MANY, WorkerKind.BULLMQ)) {
			for (WorkerKind ours : WorkerKind.OURS) {
				rows.add(row(contest, MANY, WorkerKind.BULLMQ, ours, Target.none()));
			}
		}
		return rows;
	}

	private static WorkerContest contest(Workbench workbench, int concurrency, WorkerKind... others) throws Exception {
		List<WorkerKind> kinds = new ArrayList<>(List.of(others));
		kinds.addAll(WorkerKind.OURS);
		int messages = workbench.options().scaled(MESSAGES);
		WorkerContest contest = WorkerContest.between(workbench, kinds);
		try {
			contest.run(workbench.options().rounds(), (kind, side) -> measure(side, kind.share(messages), concurrency));
			return contest;
		}
		catch (Exception ex) {
			contest.close();
			throw ex;
		}
	}

	private static double[] measure(WorkerSide side, int messages, int concurrency) throws Exception {
		side.prepare(messages);
		side.start(messages, concurrency);
		WorkerSide.Work work = side.finish().requireExactly(messages);
		return new double[] { messages / ((work.end() - work.begin()) / 1e9) };
	}

	private static Row row(WorkerContest contest, int concurrency, WorkerKind reference, WorkerKind ours,
			Target target) {
		return contest.row("workers", "backlog, empty handler, concurrency " + concurrency, "messages/s", reference,
				ours, 0, target);
	}

}
