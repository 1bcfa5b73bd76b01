/**
 * Queues in Redis: scripts, senders, receivers and workers. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.queue;

import org.jspecify.annotations.NullMarked;
