package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Commands per second that workers on an empty queue cause in Redis: one listener with a
 * concurrency of eight. The commands of clients are counted with MONITOR, all commands
 * with the counters of the server, as in {@link IdleBenchmark}. One side at a time, as
 * the server cannot tell them apart.
 */
final class WorkerIdleBenchmark implements Benchmark {

	private static final int CONCURRENCY = 8;

	private static final Duration WINDOW = Duration.ofSeconds(60);

	private static final Duration QUICK_WINDOW = Duration.ofSeconds(6);

	private static final Duration SETTLING = Duration.ofSeconds(3);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		Map<WorkerKind, double[]> others = new LinkedHashMap<>();
		for (WorkerKind kind : List.of(WorkerKind.BULLMQ, WorkerKind.RQUEUE)) {
			try {
				others.put(kind, measure(workbench, kind));
			}
			catch (PeerMissingException ex) {
				System.err.println(kind.label() + " is skipped: " + ex.getMessage());
			}
		}
		List<Row> rows = new ArrayList<>();
		for (WorkerKind ours : WorkerKind.OURS) {
			double[] figures = measure(workbench, ours);
			if (others.isEmpty()) {
				rows.add(row(ours.label(), Comparison.withoutReference(figures[0]), Target.below(0.5)));
			}
			others.forEach((other, references) -> {
				rows.add(row(ours.label() + " against " + other.label(), compare(references, figures, 0),
						Target.below(0.5)));
				rows.add(row("the same, and what scripts call", compare(references, figures, 1), Target.none()));
			});
		}
		return rows;
	}

	private static Comparison compare(double[] references, double[] ours, int figure) {
		return new Comparison(new double[] { references[figure] }, new double[] { ours[figure] });
	}

	private static Row row(String work, Comparison comparison, Target target) {
		return new Row("worker-idle", work, "commands/s", comparison, target);
	}

	private static double[] measure(Workbench workbench, WorkerKind kind) throws Exception {
		Duration window = workbench.options().quick() ? QUICK_WINDOW : WINDOW;
		try (WorkerSide side = kind.open(workbench)) {
			side.start(0, CONCURRENCY);
			Thread.sleep(SETTLING.toMillis());
			try (Monitor monitor = Monitor.open(workbench.address())) {
				long begin = System.nanoTime();
				ServerCalls before = ServerCalls.count(workbench);
				long heard = monitor.fromClients();
				Thread.sleep(window.toMillis());
				long fromClients = monitor.fromClients() - heard;
				ServerCalls after = ServerCalls.count(workbench);
				double seconds = (System.nanoTime() - begin) / 1e9;
				side.finish().requireExactly(0);
				return new double[] { fromClients / seconds, (after.all() - before.all()) / seconds };
			}
		}
	}

}
