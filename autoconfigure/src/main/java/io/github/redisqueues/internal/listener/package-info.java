/**
 * Listener containers: workers, prefetching, lease renewal. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.listener;

import org.jspecify.annotations.NullMarked;
