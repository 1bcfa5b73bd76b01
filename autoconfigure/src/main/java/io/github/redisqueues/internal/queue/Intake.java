package io.github.redisqueues.internal.queue;

import java.util.List;

/**
 * What an exchange brought. Immutable.
 *
 * @param <E> type of the payloads
 * @param messages the messages that were lent
 * @param more whether there were more to take
 * @param nextLook in how many milliseconds there may be something, -1 if that is not
 * known
 * @param late the settlements that changed nothing, as the lease had run out
 */
public record Intake<E>(List<LeasedMessage<E>> messages, boolean more, long nextLook, List<Settlement> late) {

}
