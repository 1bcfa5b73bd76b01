/**
 * The opening run: sends a file of orders through the shop.
 */
@NullMarked
package io.github.redisqueues.shop.opening;

import org.jspecify.annotations.NullMarked;
