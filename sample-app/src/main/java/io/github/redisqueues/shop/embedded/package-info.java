/**
 * An embedded Redis server for users without one.
 */
@NullMarked
package io.github.redisqueues.shop.embedded;

import org.jspecify.annotations.NullMarked;
