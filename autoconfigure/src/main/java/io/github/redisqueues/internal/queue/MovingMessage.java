package io.github.redisqueues.internal.queue;

/**
 * A message on its way from one queue to another.
 *
 * @param id its id
 * @param heldUntil until when its queue holds it, 0 for a dead letter
 * @param due when it falls due, 0 if it is ready
 * @param expiresAt when it expires, 0 if it does not
 * @param attempt the number of its next attempt
 * @param envelope its envelope
 */
record MovingMessage(String id, long heldUntil, long due, long expiresAt, int attempt, byte[] envelope) {

}
