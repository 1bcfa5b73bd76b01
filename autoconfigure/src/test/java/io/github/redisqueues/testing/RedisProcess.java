package io.github.redisqueues.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import redis.embedded.core.ExecutableProvider;

import org.springframework.util.FileSystemUtils;

/**
 * A Redis server as a child process: the binary inside the embedded-redis artifact, or
 * the one that the system property {@code redis.executable} names.
 */
final class RedisProcess implements RedisHost {

	/** More than surefire runs beside each other. */
	private static final int JVMS = 8;

	private static final int JVM = Integer.getInteger("tests.fork", 0) % JVMS;

	private final int port;

	private final Path directory;

	private final List<String> command;

	private Process process;

	RedisProcess(int port, List<String> options) {
		this(port, List.of(), options);
		this.command.addAll(List.of("--save", ""));
	}

	/**
	 * A Sentinel.
	 */
	RedisProcess(int port, String configuration) {
		this(port, List.of(configuration), List.of("--sentinel"));
	}

	private RedisProcess(int port, List<String> first, List<String> options) {
		this.port = port;
		try {
			this.directory = Files.createTempDirectory("redis-queues-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.command = new ArrayList<>(List.of(Executable.PATH));
		this.command.addAll(first);
		this.command
			.addAll(List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--dir", this.directory.toString()));
		this.command.addAll(options);
		Runtime.getRuntime().addShutdownHook(new Thread(this::close));
	}

	/**
	 * Finds a port that nobody listens on, below the range from which the system takes
	 * the ports of outgoing connections, so that a restart finds it free again. Test JVMs
	 * that run beside each other use different ports, or one could take the port of
	 * another one's server while that is down.
	 * @return the port; the one 10,000 above, a cluster's bus, is free as well
	 */
	static int freePort() {
		for (int attempt = 0; attempt < 1_000; attempt++) {
			int port = 10_000 + ThreadLocalRandom.current().nextInt(10_000 / JVMS) * JVMS + JVM;
			if (isFree(port) && isFree(port + 10_000)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port for a Redis server");
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void start() {
		try {
			this.process = new ProcessBuilder(this.command).directory(this.directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void kill() {
		this.process.destroyForcibly();
		try {
			this.process.waitFor();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void pause() {
		signal("STOP");
	}

	@Override
	public void unpause() {
		signal("CONT");
	}

	private void signal(String signal) {
		try {
			Signals.send(signal, this.process);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public String describe() {
		try {
			return this.command + "\n" + Files.readString(log());
		}
		catch (IOException ex) {
			return this.command.toString();
		}
	}

	private Path log() {
		return this.directory.resolve("redis.log");
	}

	@Override
	public synchronized void close() {
		if (isRunning()) {
			kill();
		}
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	/**
	 * The server binary, taken out of its artifact once per JVM.
	 */
	private static final class Executable {

		static final String PATH = find();

		private static String find() {
			String own = System.getProperty("redis.executable", "");
			try {
				File file = own.isEmpty() ? ExecutableProvider.newJarResourceProvider().get() : new File(own);
				if (!file.canExecute()) {
					throw new IllegalStateException("Not an executable Redis server: " + file);
				}
				return file.getAbsolutePath();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
