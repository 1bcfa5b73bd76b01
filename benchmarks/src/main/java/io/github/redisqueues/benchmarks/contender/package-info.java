/**
 * Access to this library and to what it is compared with.
 */
@NullMarked
package io.github.redisqueues.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
