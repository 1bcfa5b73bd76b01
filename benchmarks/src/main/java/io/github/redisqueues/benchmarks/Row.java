package io.github.redisqueues.benchmarks;

/**
 * One line of the table.
 *
 * @param benchmark name of the benchmark
 * @param work what was done, ours against the reference
 * @param unit of both figures
 * @param comparison the figures
 * @param aim what they ought to be
 */
record Row(String benchmark, String work, String unit, Comparison comparison, Aim aim) {

}
