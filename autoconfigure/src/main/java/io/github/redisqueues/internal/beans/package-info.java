/**
 * Finds annotated methods of beans, and checks their parameters. Not API.
 */
@NullMarked
package io.github.redisqueues.internal.beans;

import org.jspecify.annotations.NullMarked;
