package io.github.redisqueues.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A child process. It reads one command per line from standard input and replies with a
 * line of numbers. It prints a line when it is ready, and ends with this process.
 */
final class PeerProcess implements AutoCloseable {

	/**
	 * Longer than {@link WorkerSide#PATIENCE_SECONDS}, so that a process that times out
	 * can report it.
	 */
	private static final int ANSWERS_WITHIN_SECONDS = WorkerSide.PATIENCE_SECONDS * 3 / 2;

	private static final int ENDS_WITHIN_SECONDS = 10;

	private static final String READY = "ready";

	private final Process process;

	private final BufferedWriter orders;

	private final BufferedReader answers;

	private final ErrorOutput errors;

	private PeerProcess(Process process) {
		this.process = process;
		this.orders = process.outputWriter(StandardCharsets.US_ASCII);
		this.answers = process.inputReader(StandardCharsets.US_ASCII);
		this.errors = ErrorOutput.of(process);
	}

	/**
	 * Starts the process and waits until it is ready.
	 */
	static PeerProcess start(String... command) throws IOException {
		PeerProcess started = new PeerProcess(new ProcessBuilder(command).start());
		String first = started.readLine();
		if (!first.equals(READY)) {
			started.kill();
			throw new IllegalStateException("the other process is not ready, but says: " + first);
		}
		return started;
	}

	void order(String order) throws IOException {
		this.orders.write(order);
		this.orders.newLine();
		this.orders.flush();
	}

	/**
	 * Waits for the reply to the command.
	 * @throws IllegalStateException if there is no reply in time; the process is then
	 * ended
	 */
	long[] answer() throws IOException {
		return Arrays.stream(readLine().split(" ")).mapToLong(Long::parseLong).toArray();
	}

	long[] ask(String order) throws IOException {
		order(order);
		return answer();
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
	public void close() throws Exception {
		this.orders.close();
		if (!this.process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
			kill();
		}
	}

}
