package io.github.redisqueues.internal.queue.model;

/**
 * When an operation may have run in Redis.
 *
 * @param now the moment that is supposed, which decides on the deadlines that it met
 * @param asked the server's clock before the operation
 * @param answered the server's clock after it
 */
record Moment(long now, long asked, long answered) {

	Span in(long millis) {
		return new Span(this.asked + millis, this.answered + millis);
	}

	Span span() {
		return in(0);
	}

}
