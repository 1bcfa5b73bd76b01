/**
 * Prices, which are dear to ask for and so asked for once.
 */
@NullMarked
package io.github.redisqueues.shop.price;

import org.jspecify.annotations.NullMarked;
