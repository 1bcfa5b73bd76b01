/**
 * Locks held by the majority of several Redis servers. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.lock.redlock;

import org.jspecify.annotations.NullMarked;
