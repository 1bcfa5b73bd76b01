/**
 * The page on which people read and operate the queues.
 */
@NullMarked
package io.github.redisqueues.internal.dashboard;

import org.jspecify.annotations.NullMarked;
