/**
 * The stock that all instances of the shop share and sell under a lock.
 */
@NullMarked
package io.github.redisqueues.shop.till;

import org.jspecify.annotations.NullMarked;
