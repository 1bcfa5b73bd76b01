/**
 * Topics: publishing and broadcast subscriptions. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.topic;

import org.jspecify.annotations.NullMarked;
