/**
 * Changes of the stock with their own ids: inserted once, then updated.
 */
@NullMarked
package io.github.redisqueues.shop.change;

import org.jspecify.annotations.NullMarked;
