/**
 * Orders: taken in the order in which they came, cancelled unless paid in time.
 */
@NullMarked
package io.github.redisqueues.shop.order;

import org.jspecify.annotations.NullMarked;
