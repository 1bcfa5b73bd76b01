/**
 * The queues next to raw Redis commands. Ours and its reference are measured in one run,
 * in turns, because only their ratio means anything on another machine.
 */
@NullMarked
package io.github.redisqueues.benchmarks;

import org.jspecify.annotations.NullMarked;
