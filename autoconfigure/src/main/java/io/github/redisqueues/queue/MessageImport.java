package io.github.redisqueues.queue;

/**
 * What became of messages that were imported.
 *
 * @param added how many were added
 * @param known how many were left out because the queue has a message with their id, or
 * has settled it within its duplicate window
 */
public record MessageImport(long added, long known) {

}
