package io.github.redisqueues.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.testing.RedisTestServer;

/**
 * A {@link HolderProcess} as its parent sees it.
 */
final class HolderChild implements AutoCloseable {

	private static final long LIMIT_SECONDS = 50;

	private static final String END = "end of output";

	private final Process process;

	private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

	private HolderChild(Process process) {
		this.process = process;
		Thread reader = new Thread(this::read, "output of " + process.pid());
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts a process.
	 * @param name its name, and the end of those of its histories
	 * @param directory where the histories go
	 * @param server where the locks are
	 * @param namespace first word of the locks' keys
	 * @param lease how long it holds
	 * @return the process, which is not ready before it said so
	 */
	static HolderChild start(String name, Path directory, RedisTestServer server, String namespace, Duration lease) {
		try {
			return new HolderChild(
					new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
							"-XX:TieredStopAtLevel=1", "-Xmx128m", "-cp", System.getProperty("java.class.path"),
							HolderProcess.class.getName(), name, server.host(), Integer.toString(server.port()),
							namespace, Long.toString(lease.toMillis()), directory.toString())
						.redirectErrorStream(true)
						.start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
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
		this.output.add(END);
	}

	HolderChild awaitStart() throws InterruptedException {
		if (!answer().equals("started")) {
			throw new IllegalStateException("It does not start: " + this.output);
		}
		return this;
	}

	/**
	 * Says what to do.
	 * @param line what
	 */
	void tell(String line) {
		try {
			this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String ask(String line) throws InterruptedException {
		tell(line);
		return answer();
	}

	/**
	 * Awaits an answer; what it logs is none.
	 * @return the answer
	 */
	String answer() throws InterruptedException {
		StringBuilder said = new StringBuilder();
		while (true) {
			String line = this.output.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
			if (line == null || line.equals(END)) {
				throw new IllegalStateException("It says nothing more; alive: " + this.process.isAlive() + "\n" + said);
			}
			if (line.matches("started|worked|true|false|\\d+")) {
				return line;
			}
			said.append(line).append('\n');
		}
	}

	boolean hasAnswered() {
		return !this.output.isEmpty();
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
	 * Stops the process in its tracks (SIGSTOP).
	 */
	void pause() throws InterruptedException {
		signal("-STOP");
	}

	/**
	 * Lets it go on (SIGCONT).
	 */
	void unpause() throws InterruptedException {
		signal("-CONT");
	}

	private void signal(String signal) throws InterruptedException {
		try {
			int exit = new ProcessBuilder("kill", signal, Long.toString(this.process.pid())).start().waitFor();
			if (exit != 0) {
				throw new IllegalStateException("kill " + signal + " ended with " + exit);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
