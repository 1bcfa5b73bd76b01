package io.github.redisqueues.benchmarks.contender;

import java.util.Map;

import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.RedisInstance;
import io.lettuce.core.api.sync.RedisCommands;

/**
 * What the server tells of itself.
 */
public final class ServerFigures {

	private final RedisCommands<byte[], byte[]> commands;

	public ServerFigures(Place place) {
		this.commands = Clients.raw(place);
	}

	/**
	 * Bytes of memory that are in use.
	 */
	public long usedMemory() {
		return Long.parseLong(info("memory").getOrDefault("used_memory", "0"));
	}

	/**
	 * Processor time that the server has used, in microseconds.
	 */
	public double cpuMicros() {
		return RedisInstance.cpuMicros(info("cpu"));
	}

	private Map<String, String> info(String section) {
		return RedisInstance.parse(this.commands.info(section));
	}

}
