package io.github.redisqueues.benchmarks;

import java.util.List;

/**
 * One question about the queues, answered in a few rows of the table.
 */
interface Benchmark {

	List<Row> run(Workbench workbench) throws Exception;

}
