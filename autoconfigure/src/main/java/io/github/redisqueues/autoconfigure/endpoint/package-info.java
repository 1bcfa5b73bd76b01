/**
 * Auto-configuration of the Actuator endpoint {@code queues}.
 */
@NullMarked
package io.github.redisqueues.autoconfigure.endpoint;

import org.jspecify.annotations.NullMarked;
