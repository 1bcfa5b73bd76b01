package io.github.redisqueues.autoconfigure;

import java.time.Duration;

import io.github.redisqueues.internal.schedule.Ticks;

/**
 * A declared schedule. Its payload is not checked yet, as the converter that reads it is
 * a bean.
 *
 * @param queue name of the queue
 * @param id name of the schedule
 * @param ticks when the message is sent
 * @param payload the payload as it is written in the property
 * @param sendWithin how late the message may be sent; zero for no limit
 */
record DeclaredSchedule(String queue, String id, Ticks ticks, String payload, Duration sendWithin) {

	String property() {
		return PropertyFailures.schedule(this.queue, this.id);
	}

}
