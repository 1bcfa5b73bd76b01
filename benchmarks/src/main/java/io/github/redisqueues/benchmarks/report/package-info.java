/**
 * The results as JSON, as charts and in the documentation.
 */
@NullMarked
package io.github.redisqueues.benchmarks.report;

import org.jspecify.annotations.NullMarked;
