/**
 * What tests of an application use: its queues, listeners, schedules and locks.
 */
@NullMarked
package io.github.redisqueues.test;

import org.jspecify.annotations.NullMarked;
