package io.github.redisqueues.internal.queue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The dead letters that a job is to redrive next. Those that are redriven are no dead
 * letters any more, so the place in the queue is kept as the last one before them that
 * stays. For use by one thread at a time.
 */
final class RedriveScan {

	private final RedriveFilter filter;

	private final Deque<Match> matches = new ArrayDeque<>();

	private Position position;

	private boolean complete;

	/**
	 * Creates a scan.
	 * @param filter which dead letters to redrive
	 * @param after where to begin
	 */
	RedriveScan(RedriveFilter filter, Position after) {
		this.filter = filter;
		this.position = after;
	}

	/**
	 * A place among the dead letters.
	 *
	 * @param id id of the one before it, empty for the beginning
	 * @param moment when that died
	 */
	record Position(String id, long moment) {

		static final Position BEGINNING = new Position("", 0);

	}

	/**
	 * A dead letter.
	 *
	 * @param id its id
	 * @param moment when it died
	 * @param reason its reason as it is stored
	 * @param ofJob whether it has been dead since the job began
	 */
	record Letter(String id, long moment, String reason, boolean ofJob) {

	}

	/**
	 * A dead letter to redrive.
	 *
	 * @param id its id
	 * @param after the last one before it that stays
	 */
	private record Match(String id, Position after) {

	}

	/**
	 * Returns whether a page must be read to go on.
	 */
	boolean needsPage() {
		return this.matches.isEmpty() && !this.complete;
	}

	/**
	 * Returns where the next page begins.
	 */
	Position position() {
		return this.position;
	}

	/**
	 * Takes the next page.
	 * @param page the dead letters behind {@link #position()}
	 * @param isLast whether there are no more
	 */
	void add(List<Letter> page, boolean isLast) {
		for (Letter letter : page) {
			if (letter.ofJob() && this.filter.matches(letter.reason())) {
				this.matches.add(new Match(letter.id(), this.position));
			}
			else {
				this.position = new Position(letter.id(), letter.moment());
			}
		}
		this.complete = isLast;
	}

	/**
	 * Returns the last dead letter before all that are still to be redriven.
	 */
	Position after() {
		Match first = this.matches.peekFirst();
		return (first != null) ? first.after() : this.position;
	}

	/**
	 * Returns the ids of the next ones.
	 * @param max how many at most
	 */
	List<String> ids(int max) {
		return this.matches.stream().limit(max).map(Match::id).toList();
	}

	/**
	 * Returns whether there are no more ids than these.
	 * @param count how many
	 */
	boolean isAll(int count) {
		return this.complete && this.matches.size() <= count;
	}

	/**
	 * Removes matching ids from the front.
	 */
	void settle(int count) {
		for (int i = 0; i < count; i++) {
			this.matches.removeFirst();
		}
	}

}
