/**
 * Checks of values that callers pass. Each violation is an
 * {@link io.github.redisqueues.internal.validation.InvalidValueException} that names the
 * value and the requirement. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.validation;

import org.jspecify.annotations.NullMarked;
