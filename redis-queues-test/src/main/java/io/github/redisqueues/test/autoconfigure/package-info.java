/**
 * The test slice and its auto-configuration.
 */
@NullMarked
package io.github.redisqueues.test.autoconfigure;

import org.jspecify.annotations.NullMarked;
