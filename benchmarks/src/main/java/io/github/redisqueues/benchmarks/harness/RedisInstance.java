package io.github.redisqueues.benchmarks.harness;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.RedisServerBuilder;

/**
 * A Redis server without persistence, for one scenario, and what it tells of itself.
 */
public final class RedisInstance implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private final RedisServer server;

	private final Address address;

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	private RedisInstance(RedisServer server, int port) {
		this.server = server;
		this.address = new Address(HOST, port);
		this.client = RedisClient.create(RedisURI.create(HOST, port));
		this.commands = this.client.connect().sync();
	}

	/**
	 * Starts a server.
	 * @param executable the executable, or null for the embedded one
	 */
	public static RedisInstance start(@Nullable Path executable) throws IOException {
		int port = freePort();
		RedisServerBuilder builder = RedisServer.newRedisServer()
			.port(port)
			.bind(HOST)
			.setting("save \"\"")
			.setting("appendonly no")
			.soutListener((line) -> {
			});
		if (executable != null) {
			File file = executable.toFile();
			builder.executableProvider((ExecutableProvider) () -> file);
		}
		RedisServer server = builder.build();
		server.start();
		try {
			return new RedisInstance(server, port);
		}
		catch (RuntimeException ex) {
			server.stop();
			throw ex;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	public Address address() {
		return this.address;
	}

	public String version() {
		return info("server").getOrDefault("redis_version", "unknown");
	}

	/**
	 * Processor time that the server has used, in microseconds.
	 */
	public double cpuMicros() {
		return cpuMicros(info("cpu"));
	}

	/**
	 * Returns the processor time in the section {@code cpu}, in microseconds.
	 */
	public static double cpuMicros(Map<String, String> cpu) {
		return 1e6 * (Double.parseDouble(cpu.getOrDefault("used_cpu_user", "0"))
				+ Double.parseDouble(cpu.getOrDefault("used_cpu_sys", "0")));
	}

	private Map<String, String> info(String section) {
		return parse(this.commands.info(section));
	}

	/**
	 * Parses the answer to INFO.
	 */
	public static Map<String, String> parse(String answer) {
		Map<String, String> info = new LinkedHashMap<>();
		answer.lines().filter((line) -> line.indexOf(':') > 0).forEach((line) -> {
			int colon = line.indexOf(':');
			info.put(line.substring(0, colon), line.substring(colon + 1).strip());
		});
		return info;
	}

	@Override
	public void close() throws IOException {
		this.client.shutdown();
		this.server.stop();
	}

}
