package io.github.redisqueues.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

	public long calls(String command) {
		return this.calls.getOrDefault(command, 0L);
	}

}
