/**
 * Configuration of what metrics, health and the endpoint know of the queues.
 */
@NullMarked
package io.github.redisqueues.autoconfigure.monitor;

import org.jspecify.annotations.NullMarked;
