/**
 * The benchmarks: this library next to raw Redis commands and to other libraries.
 */
@NullMarked
package io.github.redisqueues.benchmarks;

import org.jspecify.annotations.NullMarked;
