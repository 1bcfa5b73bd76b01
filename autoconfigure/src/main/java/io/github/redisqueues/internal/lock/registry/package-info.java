/**
 * Locks in a {@code LockRegistry} of Spring Integration: a JDBC database or others.
 */
@NullMarked
package io.github.redisqueues.internal.lock.registry;

import org.jspecify.annotations.NullMarked;
