package io.github.redisqueues.lock;

import java.util.List;
import java.util.OptionalLong;

/**
 * Published to the application when a hold is lost: another has taken the lock, or its
 * lease ran out without a release.
 *
 * @param name name of the lock
 * @param keys the keys that were held under the name, empty if the lock has none
 * @param token the hold's fencing token, empty if the store has none
 */
public record LockLostEvent(String name, List<String> keys, OptionalLong token) {

}
