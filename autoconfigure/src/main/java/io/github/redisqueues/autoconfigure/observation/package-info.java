/**
 * Auto-configuration of observations and traces.
 */
@NullMarked
package io.github.redisqueues.autoconfigure.observation;

import org.jspecify.annotations.NullMarked;
