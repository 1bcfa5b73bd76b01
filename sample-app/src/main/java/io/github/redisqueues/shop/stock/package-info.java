/**
 * What there is to sell.
 */
@NullMarked
package io.github.redisqueues.shop.stock;

import org.jspecify.annotations.NullMarked;
