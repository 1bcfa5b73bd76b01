/**
 * The opening run: a file of orders through the whole shop.
 */
@NullMarked
package io.github.redisqueues.shop.opening;

import org.jspecify.annotations.NullMarked;
