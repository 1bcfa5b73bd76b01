package io.github.redisqueues.queue;

/**
 * What became of dead letters that were imported.
 *
 * @param added how many were added
 * @param known how many were left out because the queue has a message with their id, dead
 * or not
 */
public record DeadLetterImport(long added, long known) {

}
