/**
 * From {@code queues.*} properties to beans.
 */
@NullMarked
package io.github.redisqueues.autoconfigure;

import org.jspecify.annotations.NullMarked;
