/**
 * The stock of the shop.
 */
@NullMarked
package io.github.redisqueues.shop.stock;

import org.jspecify.annotations.NullMarked;
