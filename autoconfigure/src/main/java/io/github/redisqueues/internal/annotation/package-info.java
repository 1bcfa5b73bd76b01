/**
 * Finds annotated methods of beans. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.annotation;

import org.jspecify.annotations.NullMarked;
