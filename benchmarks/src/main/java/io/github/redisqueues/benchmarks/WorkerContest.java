package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the workers of several sides alternately. Skips a side that is not installed.
 */
final class WorkerContest implements AutoCloseable {

	private final Map<WorkerKind, WorkerSide> sides = new LinkedHashMap<>();

	private final Map<WorkerKind, List<double[]>> measured = new LinkedHashMap<>();

	/**
	 * Connects every side that is installed.
	 */
	static WorkerContest between(Workbench workbench, List<WorkerKind> kinds) throws Exception {
		WorkerContest contest = new WorkerContest();
		try {
			for (WorkerKind kind : kinds) {
				contest.open(workbench, kind);
			}
			return contest;
		}
		catch (Exception ex) {
			contest.close();
			throw ex;
		}
	}

	private void open(Workbench workbench, WorkerKind kind) throws Exception {
		try {
			this.sides.put(kind, kind.open(workbench));
		}
		catch (PeerMissingException ex) {
			System.err.println(kind.label() + " is skipped: " + ex.getMessage());
		}
	}

	/**
	 * Sends and processes messages with each side, unmeasured.
	 * @param messages how many
	 * @param concurrency number of senders and of workers
	 */
	void warmUp(int messages, int concurrency) throws Exception {
		for (WorkerSide side : this.sides.values()) {
			side.start(messages, concurrency);
			side.send(messages, concurrency);
			side.finish().requireExactly(messages);
		}
	}

	void run(int rounds, Measurement measurement) throws Exception {
		List<Rounds.Figures> figures = new ArrayList<>();
		this.sides.forEach((kind, side) -> figures.add(() -> measurement.measure(kind, side)));
		List<List<double[]>> results = Rounds.inTurns(rounds, figures);
		int next = 0;
		for (WorkerKind kind : this.sides.keySet()) {
			this.measured.put(kind, results.get(next++));
		}
	}

	/**
	 * Returns the row that compares one figure of two sides, or has ours only if the
	 * reference is not installed.
	 */
	Row row(String benchmark, String work, String unit, WorkerKind reference, WorkerKind ours, int figure,
			Target target) {
		String whole = work + ", " + ours.label() + " against " + reference.label();
		if (!this.measured.containsKey(reference)) {
			return new Row(benchmark, whole + ", which is missing", unit,
					Comparison.withoutReference(column(ours, figure)), target.relative() ? Target.none() : target);
		}
		return new Row(benchmark, whole, unit, new Comparison(column(reference, figure), column(ours, figure)), target);
	}

	private double[] column(WorkerKind kind, int figure) {
		return this.measured.getOrDefault(kind, List.of()).stream().mapToDouble((figures) -> figures[figure]).toArray();
	}

	@Override
	public void close() throws Exception {
		for (WorkerSide side : this.sides.values()) {
			side.close();
		}
	}

	/**
	 * One round of one side.
	 */
	interface Measurement {

		double[] measure(WorkerKind kind, WorkerSide side) throws Exception;

	}

}
