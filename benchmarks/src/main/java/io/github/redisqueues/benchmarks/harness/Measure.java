package io.github.redisqueues.benchmarks.harness;

/**
 * One figure of a scenario.
 *
 * @param name what is measured
 * @param unit unit of the values
 * @param higherIsBetter whether more is better
 * @param source who measures it
 */
public record Measure(String name, String unit, boolean higherIsBetter, Source source) {

	/**
	 * Name of {@link #serverTime()}.
	 */
	public static final String SERVER_TIME = "server CPU per operation";

	/**
	 * A figure that the rounds report, of which more is better.
	 */
	public static Measure more(String name, String unit) {
		return new Measure(name, unit, true, Source.ROUND);
	}

	/**
	 * A figure that the rounds report, of which less is better.
	 */
	public static Measure less(String name, String unit) {
		return new Measure(name, unit, false, Source.ROUND);
	}

	/**
	 * Processor time of the server per operation. Other load on the machine affects it
	 * less than the time that passes.
	 */
	public static Measure serverTime() {
		return new Measure(SERVER_TIME, "µs", false, Source.SERVER_TIME);
	}

	/**
	 * Commands that clients send per operation, without those of scripts.
	 */
	public static Measure commands(String name, String unit) {
		return new Measure(name, unit, false, Source.COMMANDS);
	}

	/**
	 * Who measures.
	 */
	public enum Source {

		/**
		 * The side reports it with each round.
		 */
		ROUND,

		/**
		 * The processor time of the server during a round.
		 */
		SERVER_TIME,

		/**
		 * The commands that the server gets during a round.
		 */
		COMMANDS

	}

}
