package io.github.redisqueues.shop.report;

import io.github.redisqueues.queue.QueueType;

/**
 * What became of the messages that were sent to one queue. Each of them is counted in
 * exactly one of processed, cancelled, dead, waiting and lost.
 *
 * @param queue name of the queue
 * @param type its type
 * @param sent messages that the queue accepted
 * @param processed messages whose handler was done, and that Redis no longer has
 * @param redelivered messages that came more than once
 * @param cancelled messages that were taken back
 * @param dead messages found among the dead letters
 * @param waiting messages found in the queue, or in flight
 * @param lost the rest
 */
public record Tally(String queue, QueueType type, long sent, long processed, long redelivered, long cancelled,
		long dead, long waiting, long lost) {

}
