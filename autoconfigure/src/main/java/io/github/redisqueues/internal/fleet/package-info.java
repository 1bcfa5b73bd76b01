/**
 * What the processes of a fleet tell each other about their listeners.
 */
@NullMarked
package io.github.redisqueues.internal.fleet;

import org.jspecify.annotations.NullMarked;
