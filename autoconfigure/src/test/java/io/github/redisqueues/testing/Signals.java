package io.github.redisqueues.testing;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Signals to processes, which Java itself can only end.
 */
final class Signals {

	private Signals() {
	}

	/**
	 * Sends a signal.
	 * @param signal such as {@code STOP}
	 * @param process to whom
	 */
	static void send(String signal, Process process) throws InterruptedException {
		try {
			int exit = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
			if (exit != 0) {
				throw new IllegalStateException("kill -" + signal + " ended with " + exit);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
