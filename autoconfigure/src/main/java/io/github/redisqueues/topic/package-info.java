/**
 * Topics: what is published is heard by every running instance, and sent into the queues
 * that a topic names.
 */
@NullMarked
package io.github.redisqueues.topic;

import org.jspecify.annotations.NullMarked;
