/**
 * Reports on messages and locks, and the endpoints that show them.
 */
@NullMarked
package io.github.redisqueues.shop.report;

import org.jspecify.annotations.NullMarked;
