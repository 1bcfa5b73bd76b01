package io.github.redisqueues.internal.lock;

import java.nio.file.Path;
import java.time.Duration;

import io.github.redisqueues.testing.ChildProcess;
import io.github.redisqueues.testing.RedisTestServer;

/**
 * A {@link HolderProcess} as its parent sees it.
 */
final class HolderChild implements AutoCloseable {

	private final ChildProcess process;

	private HolderChild(ChildProcess process) {
		this.process = process;
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
		return new HolderChild(ChildProcess.start(HolderProcess.class, name, server.host(), server.port(), namespace,
				lease.toMillis(), directory));
	}

	HolderChild awaitStart() throws InterruptedException {
		if (!answer().equals("started")) {
			throw new IllegalStateException("It does not start");
		}
		return this;
	}

	/**
	 * Says what to do.
	 * @param line what
	 */
	void tell(String line) {
		this.process.tell(line);
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
		String line = this.process.awaitLine();
		while (!line.matches("started|worked|true|false|\\d+")) {
			line = this.process.awaitLine();
		}
		return line;
	}

	boolean hasAnswered() {
		return this.process.hasLine();
	}

	/**
	 * Kills the process (-9), whatever it is doing.
	 */
	void kill() throws InterruptedException {
		this.process.kill();
	}

	/**
	 * Stops the process in its tracks (SIGSTOP).
	 */
	void pause() throws InterruptedException {
		this.process.pause();
	}

	/**
	 * Lets it go on (SIGCONT).
	 */
	void unpause() throws InterruptedException {
		this.process.unpause();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
