/**
 * Runs scenarios: each side in a process of its own, in alternating rounds.
 */
@NullMarked
package io.github.redisqueues.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
