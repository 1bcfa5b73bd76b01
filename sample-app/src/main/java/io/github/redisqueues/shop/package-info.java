/**
 * A flash sale on four kinds of queue.
 */
@NullMarked
package io.github.redisqueues.shop;

import org.jspecify.annotations.NullMarked;
