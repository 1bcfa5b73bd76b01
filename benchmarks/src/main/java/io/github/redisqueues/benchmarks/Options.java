package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Options of the command line.
 *
 * @param names benchmarks to run
 * @param host host of the Redis server, or null for an embedded one
 * @param port port of that server
 * @param rounds number of measured rounds
 * @param quick whether to only check that everything works
 */
record Options(Set<String> names, @Nullable String host, int port, int rounds, boolean quick) {

	private static final int DEFAULT_PORT = 6379;

	private static final int DEFAULT_ROUNDS = 15;

	private static final int QUICK_ROUNDS = 3;

	static Options parse(String[] arguments, Set<String> known) {
		Set<String> names = new LinkedHashSet<>();
		String host = null;
		int port = DEFAULT_PORT;
		int rounds = 0;
		boolean quick = false;
		for (String argument : arguments) {
			String value = argument.substring(argument.indexOf('=') + 1);
			if (argument.startsWith("--redis=")) {
				int colon = value.lastIndexOf(':');
				host = (colon < 0) ? value : value.substring(0, colon);
				port = (colon < 0) ? DEFAULT_PORT : Integer.parseInt(value.substring(colon + 1));
			}
			else if (argument.startsWith("--rounds=")) {
				rounds = Integer.parseInt(value);
			}
			else if (argument.equals("--quick")) {
				quick = true;
			}
			else if (known.contains(argument)) {
				names.add(argument);
			}
			else {
				throw new IllegalArgumentException("'" + argument + "' is unknown; use some of " + known
						+ ", and --redis=host:port, --rounds=n or --quick");
			}
		}
		if (rounds <= 0) {
			rounds = quick ? QUICK_ROUNDS : DEFAULT_ROUNDS;
		}
		return new Options(names.isEmpty() ? known : names, host, port, rounds, quick);
	}

	/**
	 * Returns the duration of a round, reduced in a quick run.
	 */
	Duration scaled(Duration full) {
		return this.quick ? full.dividedBy(10) : full;
	}

	/**
	 * Returns a number of messages or repetitions, reduced in a quick run.
	 */
	int scaled(int full) {
		return this.quick ? Math.max(1, full / 20) : full;
	}

}
