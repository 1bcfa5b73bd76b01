package io.github.redisqueues.internal.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.github.redisqueues.testing.ChildProcess;
import io.github.redisqueues.testing.RedisTestServer;

/**
 * A {@link ScheduleProcess} as its parent sees it.
 */
final class ScheduleChild implements AutoCloseable {

	private final Path log;

	private final ChildProcess process;

	private ScheduleChild(Path log, ChildProcess process) {
		this.log = log;
		this.process = process;
	}

	static ScheduleChild start(String name, Path directory, RedisTestServer server, String queue, Duration period) {
		Path log = directory.resolve(name + ".log");
		return new ScheduleChild(log, ChildProcess.start(Redirect.to(log.toFile()), ScheduleProcess.class, name,
				server.host(), server.port(), queue, period.toMillis()));
	}

	/**
	 * Whether it knows the server's clock, so that it is there for the next tick.
	 */
	boolean isRunning() {
		try {
			return Files.readString(this.log).contains("Started schedule");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills the process (-9), whatever it is doing.
	 */
	void kill() throws InterruptedException {
		this.process.kill();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
