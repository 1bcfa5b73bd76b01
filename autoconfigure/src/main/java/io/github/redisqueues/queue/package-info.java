/**
 * Named, typed queues in Redis: what an application sends, receives and settles.
 */
@NullMarked
package io.github.redisqueues.queue;

import org.jspecify.annotations.NullMarked;
