package io.github.redisqueues.internal.queue.model;

/**
 * A moment of the server's clock, in milliseconds, as far as it is known from outside:
 * not before the one and not after the other.
 *
 * @param from the earliest it can be
 * @param to the latest it can be
 */
record Span(long from, long to) {

	static Span at(long moment) {
		return new Span(moment, moment);
	}

	Span plus(long millis) {
		return new Span(this.from + millis, this.to + millis);
	}

	/**
	 * The later of two moments.
	 */
	Span orLater(Span other) {
		return new Span(Math.max(this.from, other.from), Math.max(this.to, other.to));
	}

	/**
	 * The earlier of two moments.
	 */
	Span orEarlier(Span other) {
		return new Span(Math.min(this.from, other.from), Math.min(this.to, other.to));
	}

	boolean reachedBy(long now) {
		return this.from <= now;
	}

	boolean contains(long moment) {
		return this.from <= moment && moment <= this.to;
	}

	boolean overlaps(Span other) {
		return this.from <= other.to && other.from <= this.to;
	}

	@Override
	public String toString() {
		return (this.from == this.to) ? Long.toString(this.from) : this.from + ".." + this.to;
	}

}
