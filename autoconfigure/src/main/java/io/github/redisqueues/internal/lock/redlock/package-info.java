/**
 * Locks held by a majority of several Redis servers.
 */
@NullMarked
package io.github.redisqueues.internal.lock.redlock;

import org.jspecify.annotations.NullMarked;
