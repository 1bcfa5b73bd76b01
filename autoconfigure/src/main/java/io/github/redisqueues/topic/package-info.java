/**
 * Topics: a published message is broadcast to every running instance and sent to the
 * topic's queues.
 */
@NullMarked
package io.github.redisqueues.topic;

import org.jspecify.annotations.NullMarked;
