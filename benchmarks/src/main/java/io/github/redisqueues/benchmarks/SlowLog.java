package io.github.redisqueues.benchmarks;

import java.util.List;
import java.util.Map;

import io.lettuce.core.api.sync.RedisCommands;

/**
 * The slow log of Redis. Cleared at the beginning; its settings are restored at the end.
 */
final class SlowLog implements AutoCloseable {

	private static final String SETTING = "slowlog-log-slower-than";

	private static final int THRESHOLD_MICROS = 500;

	private static final int DURATION = 2;

	private static final int MAX_ENTRIES = 128;

	private final RedisCommands<byte[], byte[]> commands;

	private final Map<String, String> settings;

	private SlowLog(RedisCommands<byte[], byte[]> commands) {
		this.commands = commands;
		this.settings = commands.configGet(SETTING);
		commands.configSet(SETTING, String.valueOf(THRESHOLD_MICROS));
		reset();
	}

	static SlowLog begin(RedisCommands<byte[], byte[]> commands) {
		return new SlowLog(commands);
	}

	void reset() {
		this.commands.slowlogReset();
	}

	/**
	 * Returns the duration of the slowest command inside the server, or the threshold if
	 * no command exceeded it.
	 */
	double longestMillis() {
		return this.commands.slowlogGet(MAX_ENTRIES)
			.stream()
			.mapToLong((entry) -> (Long) ((List<?>) entry).get(DURATION))
			.max()
			.orElse(THRESHOLD_MICROS) / 1e3;
	}

	@Override
	public void close() {
		this.commands.configSet(this.settings);
	}

}
