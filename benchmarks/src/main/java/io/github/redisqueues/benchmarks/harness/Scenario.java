package io.github.redisqueues.benchmarks.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Something that several sides do.
 *
 * @param name name on the command line and in the results
 * @param title one line for readers: what each side does
 * @param measures the figures
 * @param sides the contenders
 * @param aims what this library should reach
 * @param cold whether each round has a new process
 * @param rounds number of measured rounds
 * @param warmUps number of rounds before them
 * @param curve whether the measures are points of a curve
 */
public record Scenario(String name, String title, List<Measure> measures, List<Side> sides, List<Aim> aims,
		boolean cold, int rounds, int warmUps, boolean curve) {

	private static final int ROUNDS = 9;

	private static final int WARM_UPS = 4;

	public static Builder named(String name, String title) {
		return new Builder(name, title);
	}

	Side side(String contender) {
		return this.sides.stream()
			.filter((side) -> side.contender().equals(contender))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(this.name + " has no side " + contender));
	}

	/**
	 * Builds a scenario.
	 */
	public static final class Builder {

		private final String name;

		private final String title;

		private final List<Measure> measures = new ArrayList<>();

		private final List<Side> sides = new ArrayList<>();

		private final List<Aim> aims = new ArrayList<>();

		private boolean cold;

		private int rounds = ROUNDS;

		private int warmUps = WARM_UPS;

		private boolean curve;

		private Builder(String name, String title) {
			this.name = name;
			this.title = title;
		}

		public Builder measures(Measure... measures) {
			this.measures.addAll(Arrays.asList(measures));
			return this;
		}

		public Builder sides(Side... sides) {
			this.sides.addAll(Arrays.asList(sides));
			return this;
		}

		public Builder aims(Aim... aims) {
			this.aims.addAll(Arrays.asList(aims));
			return this;
		}

		/**
		 * Starts a new process for each round. Otherwise all processes live as long as
		 * the scenario and take turns.
		 */
		public Builder cold() {
			this.cold = true;
			return this;
		}

		/**
		 * Sets how many rounds there are, if not as many as usual.
		 */
		public Builder rounds(int warmUps, int rounds) {
			this.warmUps = warmUps;
			this.rounds = rounds;
			return this;
		}

		/**
		 * Draws the measures as points of a curve.
		 */
		public Builder curve() {
			this.curve = true;
			return this;
		}

		public Scenario build() {
			return new Scenario(this.name, this.title, List.copyOf(this.measures), List.copyOf(this.sides),
					List.copyOf(this.aims), this.cold, this.rounds, this.warmUps, this.curve);
		}

	}

}
