/**
 * Two instances of the shop at work on what they share.
 */
@NullMarked
package io.github.redisqueues.shop.fleet;

import org.jspecify.annotations.NullMarked;
