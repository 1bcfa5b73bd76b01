package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the workers of several sides in turns. A side that this machine does not have
 * is left out, and the rest is measured all the same.
 */
final class WorkerContest implements AutoCloseable {

	private final Map<WorkerKind, WorkerSide> sides = new LinkedHashMap<>();

	private final Map<WorkerKind, List<double[]>> measured = new LinkedHashMap<>();

	/**
	 * Connects every side that there is.
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
			System.err.println(kind.label() + " is left out: " + ex.getMessage());
		}
	}

	/**
	 * Has each side send and process messages, unmeasured.
	 * @param messages how many
	 * @param concurrency how many senders, and as many workers
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
	 * The line that compares one figure of two sides; ours stands alone where the
	 * reference was left out.
	 */
	Row row(String benchmark, String work, String unit, WorkerKind reference, WorkerKind ours, int figure, Aim aim) {
		String whole = work + ", " + ours.label() + " against " + reference.label();
		if (!this.measured.containsKey(reference)) {
			return new Row(benchmark, whole + ", which is missing", unit,
					Comparison.withoutReference(column(ours, figure)), aim.relative() ? Aim.none() : aim);
		}
		return new Row(benchmark, whole, unit, new Comparison(column(reference, figure), column(ours, figure)), aim);
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
