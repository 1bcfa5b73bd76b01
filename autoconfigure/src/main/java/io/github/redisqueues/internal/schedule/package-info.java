/**
 * Messages that are sent at set times, once for the whole fleet.
 */
@NullMarked
package io.github.redisqueues.internal.schedule;

import org.jspecify.annotations.NullMarked;
