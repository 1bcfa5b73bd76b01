package io.github.redisqueues.lock;

import java.util.List;
import java.util.OptionalLong;

/**
 * Application event: a hold was lost, because its lease ran out or the lock was taken
 * away.
 *
 * @param name name of the lock
 * @param keys the keys held under the name, empty if the lock has none
 * @param token the hold's fencing token, empty if the store has none
 */
public record LockLostEvent(String name, List<String> keys, OptionalLong token) {

}
