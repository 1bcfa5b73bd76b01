package io.github.redisqueues.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an operation costs a server: which scripts it calls with how many keys, and how
 * often these run each command.
 */
public final class ScriptCost {

	private static final Set<String> NOT_COUNTED = Set.of("info", "monitor", "echo", "evalsha", "hello", "client",
			"subscribe");

	private ScriptCost() {
	}

	/**
	 * Runs an operation on a server that nobody else uses.
	 * @return such as {@code 2 keys: exists hget hset*2}; several calls are separated by
	 * {@code +}, and their commands counted together
	 */
	public static String of(RedisTestServer server, Runnable operation) {
		try (MonitoredCommands monitored = new MonitoredCommands(server)) {
			Map<String, Long> before = CommandStats.of(server.connection()).calls();
			operation.run();
			Map<String, Long> after = CommandStats.of(server.connection()).calls();
			String calls = monitored.read()
				.stream()
				.filter((command) -> !NOT_COUNTED.contains(name(command)) || isScript(command))
				.map((command) -> isScript(command) ? text(command, 2) + " keys" : name(command))
				.collect(Collectors.joining(" + "));
			Map<String, Long> counted = new TreeMap<>(after);
			counted.replaceAll((command, count) -> count - before.getOrDefault(command, 0L));
			return calls + ": "
					+ counted.entrySet()
						.stream()
						.filter((entry) -> entry.getValue() > 0 && !NOT_COUNTED.contains(entry.getKey()))
						.map((entry) -> entry.getKey() + ((entry.getValue() > 1) ? "*" + entry.getValue() : ""))
						.collect(Collectors.joining(" "));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isScript(List<byte[]> command) {
		return name(command).equals("evalsha");
	}

	private static String name(List<byte[]> command) {
		return text(command, 0).toLowerCase(Locale.ROOT);
	}

	private static String text(List<byte[]> command, int index) {
		return new String(command.get(index), StandardCharsets.ISO_8859_1);
	}

}
