/**
 * Listeners: {@code @QueueListener}, its containers and their settings, and the
 * exceptions and actions that decide how a failed message is settled.
 */
@NullMarked
package io.github.redisqueues.listener;

import org.jspecify.annotations.NullMarked;
