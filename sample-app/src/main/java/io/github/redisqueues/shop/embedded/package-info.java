/**
 * A Redis server for those who have none.
 */
@NullMarked
package io.github.redisqueues.shop.embedded;

import org.jspecify.annotations.NullMarked;
