/**
 * {@link io.github.redisqueues.lock.DistributedLock} at work: proxies of Spring AOP,
 * without AspectJ, over any {@link io.github.redisqueues.lock.DistributedLocks}.
 * <p>
 * From the outside to the inside of a call: {@code @Async} and {@code @Retryable} (each
 * attempt acquires anew), the lock, then what Spring's auto-proxies do:
 * {@code @Transactional} (the release follows the commit) and {@code @Cacheable} (a hit
 * takes the lock, too: to load once and read freely, put the lock on the method that
 * loads).
 */
@NullMarked
package io.github.redisqueues.lock.aop;

import org.jspecify.annotations.NullMarked;
