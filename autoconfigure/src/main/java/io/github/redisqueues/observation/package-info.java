/**
 * Observations of queues, topics and locks with Micrometer: their contexts, and the
 * conventions that name them.
 */
@NullMarked
package io.github.redisqueues.observation;

import org.jspecify.annotations.NullMarked;
