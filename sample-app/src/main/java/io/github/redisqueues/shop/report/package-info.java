/**
 * What became of every message, who holds a lock, and tables of it.
 */
@NullMarked
package io.github.redisqueues.shop.report;

import org.jspecify.annotations.NullMarked;
