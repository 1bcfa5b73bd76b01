/**
 * What the queues held in the last minutes, for metrics, health and the endpoint.
 */
@NullMarked
package io.github.redisqueues.internal.monitor;

import org.jspecify.annotations.NullMarked;
