/**
 * Observes queues, topics and locks with Micrometer. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.observation;

import org.jspecify.annotations.NullMarked;
