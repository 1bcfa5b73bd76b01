/**
 * How queues and locks talk to Redis: scripts, key names, failures and subscriptions. Not
 * API.
 */
@NullMarked
package io.github.redisqueues.internal.redis;

import org.jspecify.annotations.NullMarked;
