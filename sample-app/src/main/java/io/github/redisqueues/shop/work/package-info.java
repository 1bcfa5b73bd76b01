/**
 * Threads that take messages out of a queue.
 */
@NullMarked
package io.github.redisqueues.shop.work;

import org.jspecify.annotations.NullMarked;
