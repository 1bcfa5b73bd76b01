/**
 * What is measured. To add a scenario, write a class here and name it in
 * {@code META-INF/services} of the resources.
 */
@NullMarked
package io.github.redisqueues.benchmarks.scenario;

import org.jspecify.annotations.NullMarked;
