/**
 * Methods and functions that work queues off: {@code @QueueListener}, its containers, and
 * what runs them.
 */
@NullMarked
package io.github.redisqueues.listener;

import org.jspecify.annotations.NullMarked;
