package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the locks of several sides alternately.
 *
 * @param <C> type of the connection of a side
 */
final class LockContest<C extends AutoCloseable> implements AutoCloseable {

	private final Map<LockSide, C> clients = new LinkedHashMap<>();

	private final Map<LockSide, List<double[]>> measured = new LinkedHashMap<>();

	/**
	 * Connects every side.
	 */
	static <C extends AutoCloseable> LockContest<C> between(List<LockSide> sides, Opening<C> opening) throws Exception {
		LockContest<C> contest = new LockContest<>();
		try {
			for (LockSide side : sides) {
				contest.clients.put(side, opening.open(side));
			}
			return contest;
		}
		catch (Exception ex) {
			contest.close();
			throw ex;
		}
	}

	void run(int rounds, Measurement<C> measurement) throws Exception {
		List<LockSide> sides = new ArrayList<>(this.clients.keySet());
		List<Rounds.Figures> figures = new ArrayList<>();
		for (C client : this.clients.values()) {
			figures.add(() -> measurement.measure(client));
		}
		List<List<double[]>> results = Rounds.inTurns(rounds, figures);
		for (int i = 0; i < sides.size(); i++) {
			this.measured.put(sides.get(i), results.get(i));
		}
	}

	/**
	 * Runs an action with each side, unmeasured.
	 */
	void forEach(Action<C> action) throws Exception {
		for (C client : this.clients.values()) {
			action.perform(client);
		}
	}

	/**
	 * Compares the first figure of two sides.
	 */
	Comparison comparison(LockSide reference, LockSide ours) {
		return comparison(reference, ours, 0);
	}

	Comparison comparison(LockSide reference, LockSide ours, int figure) {
		return new Comparison(column(reference, figure), column(ours, figure));
	}

	private double[] column(LockSide side, int figure) {
		return this.measured.getOrDefault(side, List.of()).stream().mapToDouble((figures) -> figures[figure]).toArray();
	}

	@Override
	public void close() throws Exception {
		for (C client : this.clients.values()) {
			client.close();
		}
	}

	/**
	 * Connects one side.
	 */
	interface Opening<C> {

		C open(LockSide side) throws Exception;

	}

	/**
	 * An action with one side.
	 */
	interface Action<C> {

		void perform(C client) throws Exception;

	}

	/**
	 * One round of one side.
	 */
	interface Measurement<C> {

		double[] measure(C client) throws Exception;

	}

}
