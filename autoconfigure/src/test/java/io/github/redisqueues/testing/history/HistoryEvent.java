package io.github.redisqueues.testing.history;

/**
 * Something that happened, as a line of a {@link HistoryFile}.
 */
public interface HistoryEvent {

	/**
	 * Writes a line.
	 * @return the line, without its end
	 */
	String toLine();

}
