/**
 * Changes of the stock that come with a number of their own: inserted once, then updated.
 */
@NullMarked
package io.github.redisqueues.shop.change;

import org.jspecify.annotations.NullMarked;
