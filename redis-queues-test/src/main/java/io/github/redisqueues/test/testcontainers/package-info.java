/**
 * Connections to containers.
 */
@NullMarked
package io.github.redisqueues.test.testcontainers;

import org.jspecify.annotations.NullMarked;
