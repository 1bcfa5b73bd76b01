package io.github.redisqueues.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.redisqueues.testing.MonitoredCommands.Sent;

/**
 * What an operation costs a server: which scripts it calls with how many keys, and how
 * often these run each command.
 */
public final class ScriptCost {

	private ScriptCost() {
	}

	/**
	 * Runs an operation. What the process tells of itself meanwhile is left out.
	 * @param server a server that nobody else uses
	 * @param operation the operation
	 * @return such as {@code 2 keys: exists hget hset*2}; several calls are separated by
	 * {@code +}
	 */
	public static String of(RedisTestServer server, Runnable operation) {
		try (MonitoredCommands monitored = new MonitoredCommands(server)) {
			operation.run();
			return monitored.readWithScripts()
				.stream()
				.filter((sent) -> text(sent, 0).toLowerCase(Locale.ROOT).startsWith("eval"))
				.filter((sent) -> !isReport(sent))
				.map((sent) -> text(sent, 2) + " keys: " + counted(sent.inside()))
				.collect(Collectors.joining(" + "));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isReport(Sent sent) {
		int keys = Integer.parseInt(text(sent, 2));
		return sent.words()
			.subList(3, 3 + keys)
			.stream()
			.anyMatch((key) -> new String(key, StandardCharsets.ISO_8859_1).endsWith(":fleet"));
	}

	private static String counted(List<String> commands) {
		Map<String, Integer> counts = new TreeMap<>();
		commands.forEach((command) -> counts.merge(command.toLowerCase(Locale.ROOT), 1, Integer::sum));
		return counts.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + ((entry.getValue() > 1) ? "*" + entry.getValue() : ""))
			.collect(Collectors.joining(" "));
	}

	private static String text(Sent sent, int index) {
		return new String(sent.words().get(index), StandardCharsets.ISO_8859_1);
	}

}
