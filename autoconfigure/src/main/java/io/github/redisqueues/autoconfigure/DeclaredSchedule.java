package io.github.redisqueues.autoconfigure;

import java.time.Duration;

import io.github.redisqueues.internal.schedule.Ticks;

/**
 * A schedule as it is declared, checked but for its payload: what that is read with is a
 * bean.
 *
 * @param queue name of the queue
 * @param id what it is called
 * @param ticks when it sends
 * @param payload what it sends, as it is written
 * @param sendWithin how late it may send, zero for no bound
 */
record DeclaredSchedule(String queue, String id, Ticks ticks, String payload, Duration sendWithin) {

	String property() {
		return PropertyFailures.schedule(this.queue, this.id);
	}

}
