package io.github.redisqueues.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

/**
 * How often a server has run each command, those inside scripts as well.
 *
 * @param calls the counts by command
 */
public record CommandStats(Map<String, Long> calls) {

	private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

	public static CommandStats of(RespConnection node) {
		Map<String, Long> calls = new LinkedHashMap<>();
		Matcher lines = LINE.matcher(node.text("INFO", "commandstats"));
		while (lines.find()) {
			calls.put(lines.group(1), Long.valueOf(lines.group(2)));
		}
		return new CommandStats(calls);
	}

	/**
	 * Measures how many scripts the clients of a server run in a second. Time is what
	 * this waits for, by the server's clock: nothing else tells that clients are idle.
	 * @param server the server
	 * @param period how long to count
	 * @return the scripts in a second
	 */
	public static double scriptsPerSecond(TestRedis server, Duration period) {
		RespConnection node = server.nodes().get(0);
		Instant begin = server.serverTime();
		long before = of(node).scripts();
		Awaitility.await().atMost(period.plusSeconds(30)).until(() -> server.serverTime().isAfter(begin.plus(period)));
		double seconds = Duration.between(begin, server.serverTime()).toMillis() / 1000.0;
		return (of(node).scripts() - before) / seconds;
	}

	/**
	 * Returns which commands were run between two counts.
	 * @param before the earlier one
	 * @return the commands; a subcommand as <code>script|load</code>
	 */
	public Set<String> since(CommandStats before) {
		return this.calls.keySet()
			.stream()
			.filter((command) -> calls(command) > before.calls(command))
			.collect(Collectors.toSet());
	}

	private long scripts() {
		return calls("evalsha") + calls("eval");
	}

	public long calls(String command) {
		return this.calls.getOrDefault(command, 0L);
	}

}
