/**
 * Edits of the stock, undone newest first.
 */
@NullMarked
package io.github.redisqueues.shop.undo;

import org.jspecify.annotations.NullMarked;
