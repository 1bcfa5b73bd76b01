/**
 * What the Actuator endpoint {@code queues} shows and does.
 */
@NullMarked
package io.github.redisqueues.internal.endpoint;

import org.jspecify.annotations.NullMarked;
