package io.github.redisqueues.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.redisqueues.benchmarks.harness.Profile;
import org.jspecify.annotations.Nullable;

/**
 * Options of the command line.
 *
 * @param command what to do
 * @param only names of scenarios, or beginnings of names; empty for all
 * @param profile how long the run takes
 * @param redis the Redis server, or null for the embedded one
 * @param baseline classes or jar of an older build of this library, or null
 * @param serverTime whether to measure the processor time of the server in each scenario
 * @param output directory of the results, or null for one named after the date
 */
record Options(Command command, List<String> only, Profile profile, @Nullable Path redis, @Nullable Path baseline,
		boolean serverTime, @Nullable Path output) {

	private static final String USAGE = """
			Use some of:
			  --only=a,b       only these scenarios; 'lock' also means 'lock-keys' and the like
			  --quick          tiny rounds that only check that everything works
			  --rounds=n       n measured rounds in each scenario
			  --redis=path     another Redis server than the embedded one
			  --cpu            also measure the processor time of the server per operation
			  --baseline=path  classes or jar of an older build of autoconfigure, as one more contender
			  --output=path    directory of the results
			  list             print the scenarios
			  page             draw the charts and write the tables of docs/performance.md again, without measuring""";

	static Options parse(String... arguments) {
		Command command = Command.MEASURE;
		List<String> only = new ArrayList<>();
		boolean quick = false;
		int rounds = 0;
		boolean serverTime = false;
		Path redis = null;
		Path baseline = null;
		Path output = null;
		for (String argument : arguments) {
			String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
			String value = argument.substring(argument.indexOf('=') + 1);
			switch (name) {
				case "list" -> command = Command.LIST;
				case "page" -> command = Command.PAGE;
				case "--only" -> only.addAll(Arrays.asList(value.split(",")));
				case "--quick" -> quick = true;
				case "--rounds" -> rounds = Integer.parseInt(value);
				case "--cpu" -> serverTime = true;
				case "--redis" -> redis = Path.of(value).toAbsolutePath();
				case "--baseline" -> baseline = Path.of(value).toAbsolutePath();
				case "--output" -> output = Path.of(value).toAbsolutePath();
				default -> throw new IllegalArgumentException("'" + argument + "' is unknown. " + USAGE);
			}
		}
		return new Options(command, only, new Profile(quick, rounds), redis, baseline, serverTime, output);
	}

	boolean includes(String scenario) {
		return this.only.isEmpty()
				|| this.only.stream().anyMatch((name) -> scenario.equals(name) || scenario.startsWith(name + "-"));
	}

	/**
	 * What to do.
	 */
	enum Command {

		/**
		 * Runs scenarios.
		 */
		MEASURE,

		/**
		 * Prints the names of the scenarios.
		 */
		LIST,

		/**
		 * Draws the charts and writes the tables of the documentation from the newest
		 * results.
		 */
		PAGE

	}

}
