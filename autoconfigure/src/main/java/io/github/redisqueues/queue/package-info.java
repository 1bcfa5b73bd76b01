/**
 * Queues in Redis: sending, receiving and settling messages, dead letters and settings.
 */
@NullMarked
package io.github.redisqueues.queue;

import org.jspecify.annotations.NullMarked;
