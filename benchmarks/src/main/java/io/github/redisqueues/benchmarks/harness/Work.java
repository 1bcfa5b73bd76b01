package io.github.redisqueues.benchmarks.harness;

/**
 * The work of one side, in the process of that side.
 */
@FunctionalInterface
public interface Work {

	/**
	 * Runs one round and checks that it did what it should.
	 */
	Figures round() throws Exception;

}
