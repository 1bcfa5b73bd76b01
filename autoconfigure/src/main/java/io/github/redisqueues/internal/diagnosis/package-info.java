/**
 * Draws a verdict from what is known of a queue.
 */
@NullMarked
package io.github.redisqueues.internal.diagnosis;

import org.jspecify.annotations.NullMarked;
