package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages are sent one per call while workers with an empty handler process them: eight
 * senders, each of which waits for its reply before it sends again, and workers with a
 * concurrency of eight. Measured from the first send to the call of the handler for the
 * last message.
 */
final class WorkersSingleBenchmark implements Benchmark {

	private static final int MESSAGES = 20_000;

	private static final int SENDERS = 8;

	private static final int CONCURRENCY = 8;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		List<WorkerKind> others = List.of(WorkerKind.BULLMQ, WorkerKind.BULLMQ_TWO_PROCESSES, WorkerKind.RQUEUE);
		List<WorkerKind> kinds = new ArrayList<>(others);
		kinds.addAll(WorkerKind.OURS);
		int messages = workbench.options().scaled(MESSAGES);
		try (WorkerContest contest = WorkerContest.between(workbench, kinds)) {
			contest.run(workbench.options().rounds(), (kind, side) -> measure(side, kind.share(messages)));
			List<Row> rows = new ArrayList<>();
			for (WorkerKind ours : WorkerKind.OURS) {
				for (WorkerKind other : others) {
					rows.add(contest.row("workers-single",
							SENDERS + " senders of single messages, concurrency " + CONCURRENCY, "messages/s", other,
							ours, 0, (other == WorkerKind.RQUEUE) ? Target.none() : Target.ratioAtLeast(2)));
				}
			}
			return rows;
		}
	}

	private static double[] measure(WorkerSide side, int messages) throws Exception {
		side.start(messages, CONCURRENCY);
		long begin = side.send(messages, SENDERS);
		WorkerSide.Work work = side.finish().requireExactly(messages);
		return new double[] { messages / ((work.end() - begin) / 1e9) };
	}

}
