package io.github.redisqueues.testing;

/**
 * How long random histories, loads and rounds of killed processes are. A build runs them
 * short, and {@code mvn verify -Pfull} runs them long.
 */
public final class TestScale {

	/** The tag of the test classes that are longer in a full build. */
	public static final String SLOW = "slow";

	private static final boolean FULL = Boolean.getBoolean("tests.full");

	private TestScale() {
	}

	/**
	 * Returns a number that depends on the build.
	 * @param brief the number for every build
	 * @param full the number for a full build
	 * @return one of the two
	 */
	public static int of(int brief, int full) {
		return FULL ? full : brief;
	}

}
