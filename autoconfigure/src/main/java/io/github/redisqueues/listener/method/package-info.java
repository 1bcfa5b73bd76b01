/**
 * {@link io.github.redisqueues.listener.QueueListener} at work: finds the methods, checks
 * them, and makes containers that call them.
 */
@NullMarked
package io.github.redisqueues.listener.method;

import org.jspecify.annotations.NullMarked;
