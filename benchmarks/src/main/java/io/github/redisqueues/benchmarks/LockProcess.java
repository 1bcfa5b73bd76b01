package io.github.redisqueues.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * A process of this machine that has one side's locks: {@link LockChild} in a virtual
 * machine of its own, which ends with this one.
 */
final class LockProcess implements AutoCloseable {

	private static final int PATIENCE_SECONDS = 10;

	private final Process process;

	private final BufferedWriter orders;

	private final BufferedReader answers;

	private LockProcess(Process process) {
		this.process = process;
		this.orders = process.outputWriter(StandardCharsets.US_ASCII);
		this.answers = process.inputReader(StandardCharsets.US_ASCII);
	}

	/**
	 * Starts the process, and waits until it is there.
	 * @param side whose locks it has
	 * @param address the server
	 * @param lease the lease of its locks
	 * @param tally file of the tally that it counts in
	 * @param firstHolder number of its first thread there
	 */
	static LockProcess start(LockSide side, Address address, Duration lease, Path tally, int firstHolder)
			throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-cp", System.getProperty("java.class.path"), LockChild.class.getName(), side.name(),
				address.host(), String.valueOf(address.port()), address.namespace(), String.valueOf(lease.toMillis()),
				tally.toString(), String.valueOf(firstHolder))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		LockProcess started = new LockProcess(process);
		started.readLine();
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
