/**
 * Orders: handled in the order of arrival, and cancelled unless paid in time.
 */
@NullMarked
package io.github.redisqueues.shop.order;

import org.jspecify.annotations.NullMarked;
