package io.github.redisqueues.benchmarks;

/**
 * A row of the table.
 *
 * @param benchmark name of the benchmark
 * @param work the work, ours against the reference
 * @param unit of the figures
 * @param comparison the figures
 * @param target the target, if there is one
 */
record Row(String benchmark, String work, String unit, Comparison comparison, Target target) {

}
