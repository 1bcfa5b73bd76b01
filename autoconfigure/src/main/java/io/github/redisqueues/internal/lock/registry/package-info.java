/**
 * Locks over a {@code LockRegistry} of Spring Integration: in a JDBC database, ZooKeeper
 * and what else keeps such locks.
 */
@NullMarked
package io.github.redisqueues.internal.lock.registry;

import org.jspecify.annotations.NullMarked;
