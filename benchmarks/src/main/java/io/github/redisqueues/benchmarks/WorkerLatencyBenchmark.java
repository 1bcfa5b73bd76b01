package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Latency from the call of send to the handler of an idle worker. On each side, sender
 * and workers are in one process. The next message is sent 10 ms after the last one
 * reached its handler. The first messages of a round are not counted, as the workers only
 * begin to wait then. Each side has run under load for some seconds before, so that its
 * code is compiled.
 */
final class WorkerLatencyBenchmark implements Benchmark {

	private static final int MESSAGES = 200;

	private static final int FIRST = 10;

	private static final int WORKED_BEFORE = 50_000;

	private static final int CONCURRENCY = 8;

	private static final Duration PAUSE = Duration.ofMillis(10);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		List<WorkerKind> kinds = new ArrayList<>(List.of(WorkerKind.BULLMQ));
		kinds.addAll(WorkerKind.OURS);
		int messages = workbench.options().scaled(MESSAGES);
		try (WorkerContest contest = WorkerContest.between(workbench, kinds)) {
			contest.warmUp(workbench.options().scaled(WORKED_BEFORE), CONCURRENCY);
			contest.run(workbench.options().rounds(), (kind, side) -> measure(side, messages));
			List<Row> rows = new ArrayList<>();
			for (WorkerKind ours : WorkerKind.OURS) {
				rows.add(contest.row("worker-latency", "send to the handler of idle workers, p50", "µs",
						WorkerKind.BULLMQ, ours, 0, Target.none()));
				rows.add(contest.row("worker-latency", "the same, p99", "µs", WorkerKind.BULLMQ, ours, 1,
						Target.below(2_000)));
			}
			return rows;
		}
	}

	private static double[] measure(WorkerSide side, int messages) throws Exception {
		long[] all = side.latencies(FIRST + messages, PAUSE, CONCURRENCY);
		if (all.length != FIRST + messages) {
			throw new IllegalStateException(
					"sent " + (FIRST + messages) + " messages, but " + all.length + " were timed");
		}
		long[] nanos = Arrays.copyOfRange(all, FIRST, all.length);
		Arrays.sort(nanos);
		return new double[] { nanos[messages / 2] / 1e3, nanos[messages * 99 / 100] / 1e3 };
	}

}
