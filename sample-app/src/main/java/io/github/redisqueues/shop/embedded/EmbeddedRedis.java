package io.github.redisqueues.shop.embedded;

import java.io.IOException;
import java.util.Map;

import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.PortProvider;
import redis.embedded.model.OsArchitecture;

/**
 * A Redis server on a free port that keeps nothing on disk.
 */
final class EmbeddedRedis {

	/**
	 * The server for 64-bit Linux needs OpenSSL 3 and a recent glibc. This one is
	 * statically linked.
	 */
	private static final Map<OsArchitecture, String> STATIC_SERVER = Map.of(OsArchitecture.UNIX_x86_64,
			"/redis-server-6.2.7-linux-386");

	private EmbeddedRedis() {
	}

	static RedisServer start() {
		try {
			return start(ExecutableProvider.newJarResourceProvider());
		}
		catch (IOException ex) {
			return startAfter(ex);
		}
	}

	private static RedisServer startAfter(IOException failure) {
		try {
			if (OsArchitecture.detectOSandArchitecture().equals(OsArchitecture.UNIX_x86_64)) {
				return start(ExecutableProvider.newJarResourceProvider(STATIC_SERVER));
			}
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
		throw new IllegalStateException("The embedded Redis does not run on this machine."
				+ " Start a Redis server and set --spring.data.redis.host=localhost", failure);
	}

	private static RedisServer start(ExecutableProvider executable) throws IOException {
		RedisServer server = RedisServer.newRedisServer()
			.executableProvider(executable)
			.port(PortProvider.newEphemeralPortProvider().get())
			.setting("save \"\"")
			.setting("appendonly no")
			.setting("maxmemory-policy noeviction")
			.build();
		server.start();
		return server;
	}

}
