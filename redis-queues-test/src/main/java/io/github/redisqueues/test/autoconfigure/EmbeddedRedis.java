package io.github.redisqueues.test.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import redis.embedded.core.ExecutableProvider;
import redis.embedded.core.PortProvider;
import redis.embedded.model.OsArchitecture;

import org.springframework.boot.SpringApplication;
import org.springframework.util.FileSystemUtils;

/**
 * The Redis server of this JVM, on a free port, which keeps nothing on disk. Starts when
 * it is first needed and ends with the JVM, after the application contexts.
 */
final class EmbeddedRedis {

	/**
	 * The server for 64-bit Linux needs OpenSSL 3 and a recent glibc. This one is
	 * statically linked.
	 */
	private static final Map<OsArchitecture, String> STATIC_SERVER = Map.of(OsArchitecture.UNIX_x86_64,
			"/redis-server-6.2.7-linux-386");

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private EmbeddedRedis() {
	}

	static int port() {
		return Server.PORT;
	}

	private static int start() {
		try {
			return start(ExecutableProvider.newJarResourceProvider());
		}
		catch (IOException ex) {
			return startAfter(ex);
		}
	}

	private static int startAfter(IOException failure) {
		try {
			if (OsArchitecture.detectOSandArchitecture().equals(OsArchitecture.UNIX_x86_64)) {
				return start(ExecutableProvider.newJarResourceProvider(STATIC_SERVER));
			}
		}
		catch (IOException ex) {
			failure.addSuppressed(ex);
		}
		throw new IllegalStateException("The embedded Redis does not run on this machine."
				+ " Start a Redis server and set spring.data.redis.host=localhost for the tests,"
				+ " or declare a @ServiceConnection container", failure);
	}

	/**
	 * Starts the server without the library's own shutdown hook, which would stop it
	 * while application contexts are closing.
	 */
	private static int start(ExecutableProvider executable) throws IOException {
		int port = PortProvider.newEphemeralPortProvider().get();
		Path directory = Files.createTempDirectory("redis-queues-test-");
		Path log = directory.resolve("log");
		Process server = new ProcessBuilder(executable.get().getAbsolutePath(), "--port", String.valueOf(port),
				"--bind", "127.0.0.1", "--dir", directory.toString(), "--save", "", "--appendonly", "no",
				"--maxmemory-policy", "noeviction")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		awaitReady(server, port, log);
		SpringApplication.getShutdownHandlers().add(() -> stop(server, directory));
		return port;
	}

	private static void awaitReady(Process server, int port, Path log) throws IOException {
		long end = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!isListening(port)) {
			if (!server.isAlive() || System.nanoTime() - end > 0) {
				server.destroyForcibly();
				throw new IOException("The server did not start:\n" + Files.readString(log));
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
		}
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void stop(Process server, Path directory) {
		server.destroy();
		try {
			server.waitFor(1, TimeUnit.SECONDS);
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (IOException ex) {
			// It is a temporary directory
		}
	}

	/**
	 * Starts the server when it is initialized.
	 */
	private static final class Server {

		static final int PORT = start();

	}

}
