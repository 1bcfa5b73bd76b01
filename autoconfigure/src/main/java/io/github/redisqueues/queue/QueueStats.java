package io.github.redisqueues.queue;

import java.time.Duration;

/**
 * One moment of a queue, read in one step.
 *
 * @param ready messages that the next receive may take, and those that wait behind them
 * in their groups
 * @param delayed messages that are not due yet
 * @param inFlight messages that a consumer holds under a lease
 * @param dead messages among the dead letters
 * @param oldestAge time since the message was sent that has been ready for longest, zero
 * when none is ready; read at the old end of the queue, so that a message which came back
 * or fell due later does not count before it gets there, and in a priority queue among
 * the 100 priorities that are served first, and of what waits in groups among 100 of
 * these
 */
public record QueueStats(long ready, long delayed, long inFlight, long dead, Duration oldestAge) {

}
