package io.github.redisqueues.testing.history;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * Something that happened to a lock or to what it guards, written down outside of what
 * may fail.
 *
 * @param kind what happened
 * @param at the moment, in nanoseconds of the machine's monotonic clock, which all its
 * processes share
 * @param by who did it
 * @param token the fencing token of the hold
 */
public record LockEvent(Kind kind, long at, String by, long token) implements HistoryEvent {

	/**
	 * What can happen.
	 */
	public enum Kind {

		/**
		 * A holder has the lock from here on at the latest.
		 */
		ACQUIRED,

		/**
		 * The holder still believed in its hold.
		 */
		BELIEVED,

		/**
		 * The holder was about to give it back: from here on it does not claim it.
		 */
		RELEASED,

		/**
		 * The holder learnt that it was lost.
		 */
		LOST,

		/**
		 * The guarded resource has accepted a write with this token.
		 */
		WRITTEN,

		/**
		 * The guarded resource has refused a write with this token.
		 */
		REFUSED

	}

	/**
	 * Something that happens now.
	 * @param kind what
	 * @param by who does it
	 * @param token the token of the hold
	 * @return the event
	 */
	public static LockEvent now(Kind kind, String by, long token) {
		return new LockEvent(kind, System.nanoTime(), by, token);
	}

	/**
	 * Reads what processes left behind.
	 * @param files the files of the processes
	 * @return the events in the order of their moments
	 */
	public static List<LockEvent> read(List<Path> files) {
		return files.stream()
			.flatMap((file) -> HistoryFile.read(file, LockEvent::parse).stream())
			.sorted(Comparator.comparingLong(LockEvent::at))
			.toList();
	}

	/**
	 * Reads a line.
	 * @param line what {@link #toLine()} wrote
	 * @return the event
	 */
	public static LockEvent parse(String line) {
		String[] words = line.split(" ");
		return new LockEvent(Kind.valueOf(words[0]), Long.parseLong(words[1]), words[2], Long.parseLong(words[3]));
	}

	@Override
	public String toLine() {
		return this.kind + " " + this.at + " " + this.by + " " + this.token;
	}

}
