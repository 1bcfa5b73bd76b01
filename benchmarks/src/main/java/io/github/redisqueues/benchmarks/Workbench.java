package io.github.redisqueues.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import redis.embedded.RedisServer;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The Redis server and connections to it. Both sides use Lettuce with default options.
 * All keys are in one namespace, so that a server with other data can be used.
 */
final class Workbench implements AutoCloseable {

	static final int PAYLOAD_BYTES = 200;

	private final Options options;

	private final Address address;

	private final RedisClient client;

	private final RedisCommands<byte[], byte[]> commands;

	private final Deque<AutoCloseable> opened;

	private Workbench(Options options, String host, int port, Deque<AutoCloseable> opened) {
		this.options = options;
		this.address = new Address(host, port, "benchmark-" + UUID.randomUUID());
		this.opened = opened;
		this.client = RedisClient.create(RedisURI.create(host, port));
		opened.push(this.client::shutdown);
		this.commands = connect();
	}

	static Workbench open(Options options) throws IOException {
		Deque<AutoCloseable> opened = new ArrayDeque<>();
		String host = options.host();
		if (host != null) {
			return new Workbench(options, host, options.port(), opened);
		}
		int port = freePort();
		RedisServer server = RedisServer.newRedisServer()
			.port(port)
			.setting("save \"\"")
			.setting("appendonly no")
			.soutListener((line) -> {
			})
			.build();
		server.start();
		opened.push(server::stop);
		return new Workbench(options, "127.0.0.1", port, opened);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	Address address() {
		return this.address;
	}

	/**
	 * Returns a new file that is deleted at the end.
	 */
	Path temporaryFile() throws IOException {
		Path file = Files.createTempFile("benchmark", null);
		this.opened.push(() -> Files.deleteIfExists(file));
		return file;
	}

	Options options() {
		return this.options;
	}

	/**
	 * Returns the commands of Lettuce on a new connection.
	 */
	RedisCommands<byte[], byte[]> connect() {
		return this.client.connect(ByteArrayCodec.INSTANCE).sync();
	}

	/**
	 * Returns queues with a separate connection factory, as in another process.
	 */
	DefaultRedisQueueFactory connectQueues() {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration(this.address.host(), this.address.port()));
		connections.afterPropertiesSet();
		connections.start();
		this.opened.push(connections::destroy);
		DefaultRedisQueueFactory queues = new DefaultRedisQueueFactory(connections, new JsonPayloadConverter(),
				this.address.namespace());
		this.opened.push(queues);
		return queues;
	}

	/**
	 * Returns a key for the reference, in the namespace of this run.
	 */
	byte[] key(String name) {
		return (this.address.namespace() + ":raw:" + name).getBytes(StandardCharsets.US_ASCII);
	}

	static byte[] payload() {
		byte[] payload = new byte[PAYLOAD_BYTES];
		new Random(42).nextBytes(payload);
		return payload;
	}

	/**
	 * Returns commands for what is not measured: counters, configuration, the slow log.
	 */
	RedisCommands<byte[], byte[]> commands() {
		return this.commands;
	}

	Map<String, String> info(String section) {
		Map<String, String> info = new LinkedHashMap<>();
		this.commands.info(section).lines().filter((line) -> line.indexOf(':') > 0).forEach((line) -> {
			int colon = line.indexOf(':');
			info.put(line.substring(0, colon), line.substring(colon + 1).strip());
		});
		return info;
	}

	/**
	 * Deletes all keys of this run. Redisson adds a prefix to some.
	 */
	void clear() {
		ScanArgs ours = ScanArgs.Builder.matches("*" + this.address.namespace() + "*").limit(1_000);
		ScanIterator.scan(this.commands, ours).forEachRemaining(this.commands::del);
	}

	String description() {
		Map<String, String> server = info("server");
		return "Redis %s%s · Java %s · %d processors · payload %d bytes · median of %d rounds after warm-up%s"
			.formatted(server.get("redis_version"), (this.options.host() == null) ? " (embedded)" : "",
					Runtime.version().feature(), Runtime.getRuntime().availableProcessors(), PAYLOAD_BYTES,
					this.options.rounds(), this.options.quick() ? " · QUICK: the figures are meaningless" : "");
	}

	@Override
	public void close() throws Exception {
		clear();
		while (!this.opened.isEmpty()) {
			this.opened.pop().close();
		}
	}

}
