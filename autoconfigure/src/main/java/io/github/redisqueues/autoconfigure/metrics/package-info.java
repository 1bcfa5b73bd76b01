/**
 * Auto-configuration of the meters.
 */
@NullMarked
package io.github.redisqueues.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
