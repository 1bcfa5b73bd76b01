package io.github.redisqueues.benchmarks.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process. It prints a line when it is ready, answers each line of its standard
 * input with a line of numbers, and ends with its input.
 */
public final class SideProcess implements AutoCloseable {

	public static final String READY = "ready";

	private static final String ROUND = "round";

	private static final int ANSWERS_WITHIN_SECONDS = 240;

	private static final int ENDS_WITHIN_SECONDS = 10;

	private final Process process;

	private final BufferedWriter orders;

	private final BufferedReader answers;

	private final ErrorOutput errors;

	private SideProcess(Process process) {
		this.process = process;
		this.orders = process.outputWriter(StandardCharsets.US_ASCII);
		this.answers = process.inputReader(StandardCharsets.US_ASCII);
		this.errors = ErrorOutput.of(process);
	}

	/**
	 * Starts a process. {@link #awaitReady()} waits until it can be used.
	 */
	public static SideProcess start(List<String> command) throws IOException {
		return new SideProcess(new ProcessBuilder(command).start());
	}

	public SideProcess awaitReady() throws IOException {
		String first = readLine();
		if (!first.equals(READY)) {
			kill();
			throw new IllegalStateException("the other process is not ready, but says: " + first);
		}
		return this;
	}

	public Figures round() throws IOException {
		order(ROUND);
		return answer();
	}

	public void order(String order) throws IOException {
		this.orders.write(order);
		this.orders.newLine();
		this.orders.flush();
	}

	/**
	 * Waits for the answer to the last line.
	 * @throws IllegalStateException if there is none in time; the process is then ended
	 */
	public Figures answer() throws IOException {
		return Figures.parse(readLine());
	}

	private String readLine() throws IOException {
		CompletableFuture<Void> read = new CompletableFuture<>();
		// A process that is killed ends the reading as well
		read.orTimeout(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS).exceptionally((timeout) -> {
			kill();
			return null;
		});
		String line = this.answers.readLine();
		boolean inTime = read.complete(null);
		if (line == null || !inTime) {
			throw new IllegalStateException("the other process "
					+ (inTime ? "has ended" : "has not replied within " + ANSWERS_WITHIN_SECONDS + " seconds")
					+ "; the last that it printed: " + this.errors.last());
		}
		return line;
	}

	/**
	 * Uses the handle, as {@code Process.destroy} would also close the streams.
	 */
	private void kill() {
		ProcessHandle handle = this.process.toHandle();
		handle.descendants().forEach(ProcessHandle::destroyForcibly);
		handle.destroyForcibly();
	}

	@Override
	public void close() throws IOException {
		try {
			this.orders.close();
			if (!this.process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
				kill();
			}
		}
		catch (InterruptedException ex) {
			kill();
			Thread.currentThread().interrupt();
		}
	}

}
