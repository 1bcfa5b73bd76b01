package io.github.redisqueues.lock;

import java.time.Instant;

/**
 * One hold of a lock, as the store tells it.
 *
 * @param name name of the lock
 * @param key the key that is held under the name, empty if the lock has none
 * @param holder the process that holds it: host name and process id
 * @param token the fencing token, 0 if the store does not tell it
 * @param since when it was acquired, by the server's clock
 * @param leaseUntil when its lease runs out if it is not renewed, by the server's clock
 */
public record LockInfo(String name, String key, String holder, long token, Instant since, Instant leaseUntil) {

}
