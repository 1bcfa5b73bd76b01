/**
 * Distributed locks that tell the truth: mutual exclusion over all processes that share a
 * Redis, with a fencing token, a lease that is renewed, and a handle that knows when it
 * is lost.
 */
@NullMarked
package io.github.redisqueues.lock;

import org.jspecify.annotations.NullMarked;
