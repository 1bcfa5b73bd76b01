/**
 * Locks over a {@code LockRegistry} of Spring Integration: in a JDBC database, ZooKeeper
 * and what else keeps such locks.
 */
@NullMarked
package io.github.redisqueues.lock.integration;

import org.jspecify.annotations.NullMarked;
