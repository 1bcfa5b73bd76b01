/**
 * What became of every message, and the table of it.
 */
@NullMarked
package io.github.redisqueues.shop.report;

import org.jspecify.annotations.NullMarked;
