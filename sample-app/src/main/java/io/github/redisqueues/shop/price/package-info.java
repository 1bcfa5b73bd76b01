/**
 * Prices: expensive to load, so loaded once.
 */
@NullMarked
package io.github.redisqueues.shop.price;

import org.jspecify.annotations.NullMarked;
