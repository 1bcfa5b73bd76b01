/**
 * Distributed locks: mutual exclusion between all processes that share a store, with
 * fencing tokens, leases that are renewed automatically, and handles that know when they
 * are lost.
 */
@NullMarked
package io.github.redisqueues.lock;

import org.jspecify.annotations.NullMarked;
