/**
 * Auto-configuration of the health of queues and listeners.
 */
@NullMarked
package io.github.redisqueues.autoconfigure.health;

import org.jspecify.annotations.NullMarked;
