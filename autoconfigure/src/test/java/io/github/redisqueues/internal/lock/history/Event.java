package io.github.redisqueues.internal.lock.history;

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
public record Event(Kind kind, long at, String by, long token) {

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
	public static Event now(Kind kind, String by, long token) {
		return new Event(kind, System.nanoTime(), by, token);
	}

	/**
	 * Reads a line.
	 * @param line what {@link #toLine()} wrote
	 * @return the event
	 */
	public static Event parse(String line) {
		String[] words = line.split(" ");
		return new Event(Kind.valueOf(words[0]), Long.parseLong(words[1]), words[2], Long.parseLong(words[3]));
	}

	/**
	 * Writes a line.
	 * @return the line, without its end
	 */
	public String toLine() {
		return this.kind + " " + this.at + " " + this.by + " " + this.token;
	}

}
