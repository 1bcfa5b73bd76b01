package io.github.redisqueues.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.testing.RedisTestServer;

/**
 * A {@link ScheduleProcess} as its parent sees it.
 */
final class ScheduleChild implements AutoCloseable {

	private static final long LIMIT_SECONDS = 60;

	private final Path log;

	private final Process process;

	private ScheduleChild(Path log, Process process) {
		this.log = log;
		this.process = process;
	}

	static ScheduleChild start(String name, Path directory, RedisTestServer server, String queue, Duration period) {
		Path log = directory.resolve(name + ".log");
		try {
			return new ScheduleChild(log,
					new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
							"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-cp",
							System.getProperty("java.class.path"), ScheduleProcess.class.getName(), name, server.host(),
							Integer.toString(server.port()), queue, Long.toString(period.toMillis()))
						.redirectErrorStream(true)
						.redirectOutput(log.toFile())
						.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether it knows the server's clock, so that it is there for the next tick.
	 */
	boolean isRunning() {
		try {
			return Files.readString(this.log).contains("Runs schedule");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills the process (-9), whatever it is doing.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		if (!this.process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("It does not die");
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
