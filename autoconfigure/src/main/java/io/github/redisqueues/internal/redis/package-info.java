/**
 * What queues and locks share on the way to Redis: scripts, key names, failures and
 * waiting. Of interest to applications are only the exceptions.
 */
@NullMarked
package io.github.redisqueues.internal.redis;

import org.jspecify.annotations.NullMarked;
