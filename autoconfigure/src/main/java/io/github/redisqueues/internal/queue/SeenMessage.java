package io.github.redisqueues.internal.queue;

/**
 * A message as a script saw it in its place.
 *
 * @param id its id
 * @param receipt the receipt of its next attempt, or of the last if it is dead
 * @param moment when it falls due or died, in milliseconds, -1 if it is ready
 * @param reason why it died, empty if it did not
 * @param envelope what is stored
 */
record SeenMessage(String id, String receipt, long moment, String reason, byte[] envelope) {

}
