/**
 * What all parts of the API share: the exceptions for calls that Redis did not answer as
 * expected, and the qualifier for a separate connection factory.
 */
@NullMarked
package io.github.redisqueues;

import org.jspecify.annotations.NullMarked;
