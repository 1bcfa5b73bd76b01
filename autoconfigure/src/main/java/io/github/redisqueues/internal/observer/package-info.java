/**
 * What observers of queues, topics and locks have in common.
 */
@NullMarked
package io.github.redisqueues.internal.observer;

import org.jspecify.annotations.NullMarked;
