package io.github.redisqueues.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A JVM with the tests' class path that is started to be killed, stopped or told to end.
 */
public final class ChildProcess implements AutoCloseable {

	private static final long LIMIT_SECONDS = 50;

	private static final String END = "end of output";

	private final Process process;

	private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

	private final StringBuilder said = new StringBuilder();

	private ChildProcess(Process process) {
		this.process = process;
	}

	/**
	 * Starts a process whose output is read line by line.
	 * @param main the class that it runs
	 * @param arguments what it is given
	 * @return the process
	 */
	public static ChildProcess start(Class<?> main, Object... arguments) {
		ChildProcess child = start(Redirect.PIPE, main, arguments);
		Thread reader = new Thread(child::read, "output of " + child.process.pid());
		reader.setDaemon(true);
		reader.start();
		return child;
	}

	/**
	 * Starts a process whose output goes elsewhere.
	 * @param output where to
	 * @param main the class that it runs
	 * @param arguments what it is given
	 * @return the process
	 */
	public static ChildProcess start(Redirect output, Class<?> main, Object... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Xmx128m", "-cp", System.getProperty("java.class.path"), main.getName()));
		Stream.of(arguments).map(Object::toString).forEach(command::add);
		try {
			return new ChildProcess(
					new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start());
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

	/**
	 * Awaits the next line of its output.
	 * @return the line
	 */
	public String awaitLine() throws InterruptedException {
		String line = this.output.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
		if (line == null || line.equals(END)) {
			throw new IllegalStateException(
					"It says nothing more; alive: " + this.process.isAlive() + "\n" + this.said);
		}
		this.said.append(line).append('\n');
		return line;
	}

	public boolean hasLine() {
		return !this.output.isEmpty();
	}

	/**
	 * Writes a line to its input.
	 * @param line the line
	 */
	public void tell(String line) {
		try {
			this.process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
			this.process.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Kills the process (-9), whatever it is doing.
	 */
	public void kill() throws InterruptedException {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Tells the process to end (SIGTERM), and waits for that. {@link Process#destroy()}
	 * would close its input first.
	 */
	public void terminate() throws InterruptedException {
		Signals.send("TERM", this.process);
		awaitEnd();
	}

	private void awaitEnd() throws InterruptedException {
		if (!this.process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
			throw new IllegalStateException("It does not end");
		}
	}

	/**
	 * Stops the process in its tracks (SIGSTOP).
	 */
	public void pause() throws InterruptedException {
		Signals.send("STOP", this.process);
	}

	/**
	 * Lets it go on (SIGCONT).
	 */
	public void unpause() throws InterruptedException {
		Signals.send("CONT", this.process);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
