/**
 * The queues and locks next to raw Redis commands, and the locks next to those that
 * others have, and the workers next to BullMQ and Rqueue. Ours and its reference are
 * measured in one run, in turns, because only their ratio means anything on another
 * machine.
 */
@NullMarked
package io.github.redisqueues.benchmarks;

import org.jspecify.annotations.NullMarked;
