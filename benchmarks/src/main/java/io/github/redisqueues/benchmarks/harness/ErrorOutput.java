package io.github.redisqueues.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The standard error of another process. Copies it to the standard error of this process
 * and keeps the last lines.
 */
final class ErrorOutput {

	private static final int KEPT_LINES = 20;

	private final Deque<String> kept = new ArrayDeque<>();

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private ErrorOutput() {
	}

	/**
	 * Reads the output of a process until it ends.
	 */
	static ErrorOutput of(Process process) {
		ErrorOutput output = new ErrorOutput();
		Thread listener = new Thread(() -> output.listen(process), "error-output-" + process.pid());
		listener.setDaemon(true);
		listener.start();
		return output;
	}

	private void listen(Process process) {
		try (BufferedReader reader = process.errorReader(StandardCharsets.UTF_8)) {
			reader.lines().forEach(this::add);
		}
		catch (IOException | UncheckedIOException ex) {
			add("Its error output cannot be read: " + ex.getMessage());
		}
		finally {
			this.end.complete(null);
		}
	}

	private void add(String line) {
		System.err.println(line);
		synchronized (this.kept) {
			this.kept.addLast(line);
			if (this.kept.size() > KEPT_LINES) {
				this.kept.removeFirst();
			}
		}
	}

	/**
	 * Returns the last lines of a process that has ended. Waits until all are read.
	 */
	String last() {
		this.end.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
		synchronized (this.kept) {
			return this.kept.isEmpty() ? "nothing" : String.join(System.lineSeparator(), this.kept);
		}
	}

}
