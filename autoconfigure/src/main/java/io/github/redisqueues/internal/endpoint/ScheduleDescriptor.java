package io.github.redisqueues.internal.endpoint;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A schedule, as the endpoint shows it.
 *
 * @param id its id, unique in its queue
 * @param queue the queue that it sends to
 * @param definition when it sends
 * @param last the tick that was sent last, by any process; null if none was, or Redis
 * could not be asked
 * @param next the next tick, null if there is none
 */
public record ScheduleDescriptor(String id, String queue, String definition, @Nullable Instant last,
		@Nullable Instant next) {

}
