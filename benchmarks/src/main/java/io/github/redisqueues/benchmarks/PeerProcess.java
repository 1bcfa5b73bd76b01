package io.github.redisqueues.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Another process of this machine, which does what its standard input says, one line for
 * each order, and answers each with a line of numbers. It says a line when it is ready,
 * and ends with this one.
 */
final class PeerProcess implements AutoCloseable {

	private static final int PATIENCE_SECONDS = 10;

	private static final String READY = "ready";

	private final Process process;

	private final BufferedWriter orders;

	private final BufferedReader answers;

	private PeerProcess(Process process) {
		this.process = process;
		this.orders = process.outputWriter(StandardCharsets.US_ASCII);
		this.answers = process.inputReader(StandardCharsets.US_ASCII);
	}

	/**
	 * Starts the process, and waits until it is there.
	 */
	static PeerProcess start(String... command) throws IOException {
		PeerProcess started = new PeerProcess(
				new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
		String first = started.readLine();
		if (!first.equals(READY)) {
			started.process.destroyForcibly();
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
	 * Waits for the answer to the order.
	 */
	long[] answer() throws IOException {
		return Arrays.stream(readLine().split(" ")).mapToLong(Long::parseLong).toArray();
	}

	long[] ask(String order) throws IOException {
		order(order);
		return answer();
	}

	private String readLine() throws IOException {
		String line = this.answers.readLine();
		if (line == null) {
			throw new IllegalStateException("the other process has ended");
		}
		return line;
	}

	@Override
	public void close() throws Exception {
		this.orders.close();
		if (!this.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
		}
	}

}
