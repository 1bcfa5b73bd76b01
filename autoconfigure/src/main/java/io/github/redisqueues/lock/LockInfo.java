package io.github.redisqueues.lock;

import java.time.Instant;

/**
 * A hold of a lock, as the store reports it.
 *
 * @param name name of the lock
 * @param key the key held under the name, empty if the lock has none
 * @param holder host name and process id of the holder
 * @param token the fencing token, 0 if the store does not report it
 * @param since when the lock was acquired, by the server's clock
 * @param leaseUntil when its lease runs out if not renewed, by the server's clock
 * @param waiting how many wait for the lock: each process counts once, and each attempt
 * at a fair lock; one that died waiting counts until its turn comes
 */
public record LockInfo(String name, String key, String holder, long token, Instant since, Instant leaseUntil,
		int waiting) {

}
