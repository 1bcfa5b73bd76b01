package io.github.redisqueues.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.queue.history.Event;
import io.github.redisqueues.queue.history.Event.Kind;
import io.github.redisqueues.queue.history.History;
import io.github.redisqueues.testing.RedisTestServer;

/**
 * A {@link ConsumerProcess} as its parent sees it.
 */
final class ConsumerChild implements AutoCloseable {

	private static final long LIMIT_SECONDS = 60;

	private final Path file;

	private final Process process;

	private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

	private ConsumerChild(Path file, Process process) {
		this.file = file;
		this.process = process;
		Thread reader = new Thread(this::read, "output of " + file.getFileName());
		reader.setDaemon(true);
		reader.start();
	}

	static ConsumerChild start(String name, Path directory, RedisTestServer server, String namespace, String queue,
			Duration lease, int batch) {
		Path file = directory.resolve(name);
		try {
			List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
					ConsumerProcess.class.getName(), name, server.host(), Integer.toString(server.port()), namespace,
					queue, Long.toString(lease.toMillis()), Integer.toString(batch), file.toString());
			return new ConsumerChild(file, new ProcessBuilder(command).redirectErrorStream(true).start());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void read() {
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.output.add(line);
			}
		}
		catch (IOException ex) {
			// It was killed
		}
	}

	/**
	 * Awaits so many lines of output.
	 * @param lines how many
	 * @return the last of them
	 */
	String await(int lines) throws InterruptedException {
		String last = "";
		for (int i = 0; i < lines; i++) {
			last = this.output.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
			if (last == null) {
				throw new IllegalStateException(
						this.file.getFileName() + " says nothing; alive: " + this.process.isAlive());
			}
		}
		return last;
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

	/**
	 * What the process did.
	 * @return the events that it has written
	 */
	List<Event> history() {
		return History.read(this.file);
	}

	/**
	 * What a killed process may have held.
	 * @return an event for each message that it took and did not write about again
	 */
	List<Event> held() {
		List<Event> history = history();
		return history.stream()
			.filter((event) -> event.kind() == Kind.TAKEN)
			.filter((event) -> !history.contains(event.as(Kind.SETTLED))
					&& !history.contains(event.as(Kind.LEASE_LOST)))
			.map((event) -> event.as(Kind.KILLED))
			.toList();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
