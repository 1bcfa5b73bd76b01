package io.github.redisqueues.queue;

import java.time.Duration;

/**
 * The number of messages in a queue by state, read atomically.
 *
 * @param ready messages that can be taken, and those behind them in their groups
 * @param delayed messages that are not due yet
 * @param inFlight messages that a consumer has leased
 * @param dead dead letters
 * @param oldestAge time since the oldest ready message was sent, zero if none is ready.
 * An estimate: it looks at the end of the queue where the oldest messages are, at the
 * first 100 priorities of a priority queue, and at 100 groups
 */
public record QueueStats(long ready, long delayed, long inFlight, long dead, Duration oldestAge) {

}
