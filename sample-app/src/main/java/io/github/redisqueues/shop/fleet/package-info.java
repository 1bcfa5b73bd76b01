/**
 * Two instances of the shop that work on shared data.
 */
@NullMarked
package io.github.redisqueues.shop.fleet;

import org.jspecify.annotations.NullMarked;
