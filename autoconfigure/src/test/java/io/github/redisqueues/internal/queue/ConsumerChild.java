package io.github.redisqueues.internal.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.redisqueues.testing.ChildProcess;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.history.HistoryFile;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;

/**
 * A {@link ConsumerProcess} as its parent sees it.
 */
final class ConsumerChild implements AutoCloseable {

	private final Path file;

	private final ChildProcess process;

	private ConsumerChild(Path file, ChildProcess process) {
		this.file = file;
		this.process = process;
	}

	static ConsumerChild start(String name, Path directory, RedisTestServer server, String namespace, String queue,
			Duration lease, int batch) {
		Path file = directory.resolve(name);
		return new ConsumerChild(file, ChildProcess.start(ConsumerProcess.class, name, server.host(), server.port(),
				namespace, queue, lease.toMillis(), batch, file));
	}

	/**
	 * Awaits so many lines of output.
	 * @param lines how many
	 * @return the last of them
	 */
	String await(int lines) throws InterruptedException {
		String last = "";
		for (int i = 0; i < lines; i++) {
			last = this.process.awaitLine();
		}
		return last;
	}

	/**
	 * Kills the process (-9), whatever it is doing.
	 */
	void kill() throws InterruptedException {
		this.process.kill();
	}

	/**
	 * What the process did.
	 * @return the events that it has written
	 */
	List<MessageEvent> history() {
		return HistoryFile.read(this.file, MessageEvent::parse);
	}

	/**
	 * What a killed process may have held.
	 * @return an event for each message that it took and did not write about again
	 */
	List<MessageEvent> held() {
		List<MessageEvent> history = history();
		return history.stream()
			.filter((event) -> event.kind() == Kind.TAKEN)
			.filter((event) -> !history.contains(event.as(Kind.SETTLED))
					&& !history.contains(event.as(Kind.LEASE_LOST)))
			.map((event) -> event.as(Kind.KILLED))
			.toList();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
