package io.github.redisqueues.queue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.testing.RespConnection;

/**
 * How often a server has run each command, those inside scripts as well.
 *
 * @param calls the counts by command
 */
record CommandStats(Map<String, Long> calls) {

	private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

	static CommandStats of(RespConnection node) {
		Map<String, Long> calls = new LinkedHashMap<>();
		Matcher lines = LINE.matcher(node.text("INFO", "commandstats"));
		while (lines.find()) {
			calls.put(lines.group(1), Long.valueOf(lines.group(2)));
		}
		return new CommandStats(calls);
	}

	long calls(String command) {
		return this.calls.getOrDefault(command, 0L);
	}

}
