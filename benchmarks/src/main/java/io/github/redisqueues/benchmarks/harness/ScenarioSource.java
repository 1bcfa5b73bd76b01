package io.github.redisqueues.benchmarks.harness;

import java.util.List;

/**
 * Declares a scenario, or several that differ in a number. The process of a side declares
 * it again, so it must give the same each time.
 */
@FunctionalInterface
public interface ScenarioSource {

	List<Scenario> scenarios(Profile profile);

}
