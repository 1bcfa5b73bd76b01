/**
 * Support tickets, the most urgent first.
 */
@NullMarked
package io.github.redisqueues.shop.ticket;

import org.jspecify.annotations.NullMarked;
