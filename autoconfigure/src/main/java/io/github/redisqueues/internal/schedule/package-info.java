/**
 * Schedules: messages that are sent at set times, once for all instances. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.schedule;

import org.jspecify.annotations.NullMarked;
