/**
 * Health of queues and listeners.
 */
@NullMarked
package io.github.redisqueues.internal.health;

import org.jspecify.annotations.NullMarked;
