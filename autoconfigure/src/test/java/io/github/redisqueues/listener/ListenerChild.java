package io.github.redisqueues.listener;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.queue.history.Event;
import io.github.redisqueues.queue.history.Event.Kind;
import io.github.redisqueues.queue.history.History;
import io.github.redisqueues.testing.RedisTestServer;

/**
 * A {@link ListenerApplication} as its parent sees it.
 */
final class ListenerChild implements AutoCloseable {

	private static final long LIMIT_SECONDS = 60;

	/**
	 * How long before and after a fault a message may have been under its influence.
	 */
	private static final long MARGIN_MILLIS = 1_500;

	private final Path file;

	private final Process process;

	private ListenerChild(Path file, Process process) {
		this.file = file;
		this.process = process;
	}

	static ListenerChild start(String name, Path directory, RedisTestServer server, String queue, Duration lease,
			int workers, long seed) {
		Path file = directory.resolve(name);
		try {
			List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
					ListenerApplication.class.getName(), name, server.host(), Integer.toString(server.port()), queue,
					Long.toString(lease.toMillis()), Integer.toString(workers), Long.toString(seed), file.toString());
			return new ListenerChild(file,
					new ProcessBuilder(command).redirectErrorStream(true)
						.redirectOutput(ProcessBuilder.Redirect.DISCARD)
						.start());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Kills the process (-9), whatever it is doing.
	 */
	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Tells the process to end (SIGTERM), and waits for that. {@link Process#destroy()}
	 * would close its input first.
	 */
	void terminate() throws IOException, InterruptedException {
		signal("TERM");
		awaitEnd();
	}

	private void awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("It does not end");
		}
	}

	/**
	 * Sends a signal, such as the one that stops the process in its tracks.
	 * @param signal {@code STOP}, {@code CONT} or {@code TERM}
	 */
	void signal(String signal) throws IOException, InterruptedException {
		int code = new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).start().waitFor();
		if (code != 0) {
			throw new IllegalStateException("kill -" + signal + " ended with " + code);
		}
	}

	/**
	 * What its handler was given and has thrown.
	 * @return the events that it has written
	 */
	List<Event> history() {
		return History.read(this.file);
	}

	long taken() {
		return history().stream().filter((event) -> event.kind() == Kind.TAKEN).count();
	}

	/**
	 * An event for each message that a fault may have cost its lease.
	 * @param kind what became of those messages
	 * @param from when the fault began, in milliseconds of the time of day
	 * @param to when it was over
	 * @return the events
	 */
	List<Event> hit(Kind kind, long from, long to) {
		return history().stream()
			.filter((event) -> event.kind() == Kind.TAKEN)
			.filter((event) -> event.number() > from - MARGIN_MILLIS && event.number() < to + MARGIN_MILLIS)
			.map((event) -> event.as(kind))
			.toList();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
