/**
 * Meters of queues, listeners, schedules and locks.
 */
@NullMarked
package io.github.redisqueues.internal.metrics;

import org.jspecify.annotations.NullMarked;
