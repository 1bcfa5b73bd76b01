package io.github.redisqueues.benchmarks.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How long a run takes.
 *
 * @param quick whether to only check that every scenario works
 * @param forcedRounds number of measured rounds, or 0 for the default of each scenario
 */
public record Profile(boolean quick, int forcedRounds) {

	private static final Duration ROUND = Duration.ofMillis(350);

	private static final Duration QUICK_ROUND = Duration.ofMillis(25);

	private static final int QUICK_ROUNDS = 2;

	private static final int QUICK_SHARE = 50;

	public static final Profile QUICK = new Profile(true, 0);

	public static final Profile ORDINARY = new Profile(false, 0);

	/**
	 * Duration of a round that repeats its work for some time.
	 */
	public Duration round() {
		return this.quick ? QUICK_ROUND : ROUND;
	}

	/**
	 * Returns a number of messages or repetitions, reduced in a quick run.
	 */
	public int count(int full) {
		return this.quick ? Math.max(1, full / QUICK_SHARE) : full;
	}

	/**
	 * Returns a duration, reduced in a quick run.
	 */
	public Duration time(Duration full) {
		return this.quick ? full.dividedBy(QUICK_SHARE) : full;
	}

	/**
	 * Returns the command of a JVM. In a quick run it starts fast.
	 */
	List<String> java() {
		String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
		return this.quick ? List.of(java, "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
				: List.of(java, "-Xmx512m");
	}

	int rounds(int ordinary) {
		if (this.forcedRounds > 0) {
			return this.forcedRounds;
		}
		return this.quick ? Math.min(QUICK_ROUNDS, ordinary) : ordinary;
	}

	int warmUps(int ordinary) {
		return this.quick ? Math.min(1, ordinary) : ordinary;
	}

}
