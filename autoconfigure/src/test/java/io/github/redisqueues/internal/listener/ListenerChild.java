package io.github.redisqueues.internal.listener;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.github.redisqueues.testing.ChildProcess;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.history.HistoryFile;
import io.github.redisqueues.testing.history.MessageEvent;
import io.github.redisqueues.testing.history.MessageEvent.Kind;

/**
 * A {@link ListenerApplication} as its parent sees it.
 */
final class ListenerChild implements AutoCloseable {

	/**
	 * How long before and after a fault a message may have been under its influence.
	 */
	private static final long MARGIN_MILLIS = 1_500;

	private final Path file;

	private final ChildProcess process;

	private ListenerChild(Path file, ChildProcess process) {
		this.file = file;
		this.process = process;
	}

	static ListenerChild start(String name, Path directory, RedisTestServer server, String queue, Duration lease,
			int workers, long seed) {
		Path file = directory.resolve(name);
		return new ListenerChild(file, ChildProcess.start(Redirect.DISCARD, ListenerApplication.class, name,
				server.host(), server.port(), queue, lease.toMillis(), workers, seed, file));
	}

	ChildProcess process() {
		return this.process;
	}

	/**
	 * What its handler was given and has thrown.
	 * @return the events that it has written
	 */
	List<MessageEvent> history() {
		return HistoryFile.read(this.file, MessageEvent::parse);
	}

	long taken() {
		return history().stream().filter((event) -> event.kind() == Kind.TAKEN).count();
	}

	/**
	 * An event for each message that a fault may have cost its lease.
	 * @param kind what became of those messages
	 * @param from when the fault began, in milliseconds of the time of day
	 * @param to when it was over
	 * @return the events
	 */
	List<MessageEvent> hit(Kind kind, long from, long to) {
		return history().stream()
			.filter((event) -> event.kind() == Kind.TAKEN)
			.filter((event) -> event.number() > from - MARGIN_MILLIS && event.number() < to + MARGIN_MILLIS)
			.map((event) -> event.as(kind))
			.toList();
	}

	@Override
	public void close() {
		this.process.close();
	}

}
