package io.github.redisqueues.shop.report;

import io.github.redisqueues.queue.QueueType;

/**
 * Counts of the messages that were sent to one queue. Each message counts as exactly one
 * of processed, cancelled, dead, waiting and lost.
 *
 * @param queue name of the queue
 * @param type its type
 * @param sent messages that the queue accepted
 * @param processed messages that were handled and that Redis no longer has
 * @param redelivered messages that were delivered more than once
 * @param cancelled messages that were cancelled
 * @param dead messages among the dead letters
 * @param waiting messages in the queue or in flight
 * @param lost the rest
 */
public record QueueTotals(String queue, QueueType type, long sent, long processed, long redelivered, long cancelled,
		long dead, long waiting, long lost) {

}
