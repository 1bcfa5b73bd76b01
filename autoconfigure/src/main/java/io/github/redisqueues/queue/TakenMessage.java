package io.github.redisqueues.queue;

/**
 * A message as a script took it.
 *
 * @param id its id
 * @param receipt the receipt for this attempt; empty if it was taken for good
 * @param envelope what is stored
 */
record TakenMessage(String id, String receipt, byte[] envelope) {

}
