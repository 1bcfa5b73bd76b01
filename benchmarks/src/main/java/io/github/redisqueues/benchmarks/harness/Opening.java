package io.github.redisqueues.benchmarks.harness;

/**
 * Connects a side in its process.
 */
@FunctionalInterface
public interface Opening {

	Work open(Place place) throws Exception;

}
