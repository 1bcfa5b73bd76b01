package io.github.redisqueues.benchmarks;

import java.util.List;

/**
 * One question about the queues or the locks, answered in a few rows of the table.
 */
interface Benchmark {

	List<Row> run(Workbench workbench) throws Exception;

}
