package io.github.redisqueues.benchmarks;

import java.util.List;

/**
 * A benchmark of queues, locks or workers. Its results are rows of the table.
 */
interface Benchmark {

	List<Row> run(Workbench workbench) throws Exception;

}
