package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.List;

/**
 * What a script brought that looked for messages.
 *
 * @param messages the messages
 * @param more whether there were more
 * @param nextLook in how many milliseconds there may be something, -1 if unknown
 * @param leaseUntil when the leases run out
 */
record Catch(List<TakenMessage> messages, boolean more, long nextLook, Instant leaseUntil) {

}
