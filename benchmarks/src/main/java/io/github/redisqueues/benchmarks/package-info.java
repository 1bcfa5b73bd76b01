/**
 * Benchmarks: queues and locks against plain Redis commands, locks against other lock
 * libraries, workers against BullMQ and Rqueue. Ours and the reference are measured
 * alternately in one run, as only the ratio is meaningful on another machine.
 */
@NullMarked
package io.github.redisqueues.benchmarks;

import org.jspecify.annotations.NullMarked;
