package io.github.redisqueues.queue;

import java.time.Duration;

/**
 * One moment of a queue, read in one step.
 *
 * @param ready messages that the next receive may take
 * @param delayed messages that are not due yet
 * @param inFlight messages that a consumer holds under a lease
 * @param dead messages among the dead letters
 * @param oldestAge time since the oldest ready message was sent, zero when none is ready;
 * in a priority queue with more than 100 different priorities waiting, the oldest of the
 * 100 that are served first
 */
public record QueueStats(long ready, long delayed, long inFlight, long dead, Duration oldestAge) {

}
