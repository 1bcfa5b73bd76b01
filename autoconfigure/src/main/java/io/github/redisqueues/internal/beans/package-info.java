/**
 * Finds annotated methods of beans. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.beans;

import org.jspecify.annotations.NullMarked;
