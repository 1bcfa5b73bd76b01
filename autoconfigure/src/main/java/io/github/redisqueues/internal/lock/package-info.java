/**
 * Locks in Redis and in other stores. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.lock;

import org.jspecify.annotations.NullMarked;
