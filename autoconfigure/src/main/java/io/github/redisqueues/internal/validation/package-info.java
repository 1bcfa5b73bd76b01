/**
 * Checks of values that callers pass. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.validation;

import org.jspecify.annotations.NullMarked;
