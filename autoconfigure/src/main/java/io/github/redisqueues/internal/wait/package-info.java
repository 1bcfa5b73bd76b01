/**
 * Threads that wait for a message or a lock, and the wake-ups that reach them. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.wait;

import org.jspecify.annotations.NullMarked;
