/**
 * A flash sale that uses four types of queue.
 */
@NullMarked
package io.github.redisqueues.shop;

import org.jspecify.annotations.NullMarked;
