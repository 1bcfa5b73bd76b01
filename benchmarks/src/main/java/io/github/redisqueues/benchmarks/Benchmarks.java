package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs all benchmarks, or the ones that are named. From a fresh clone: <pre>
 * mvn -q -pl benchmarks -am spring-boot:run
 * mvn -q -pl benchmarks -am spring-boot:run -Dspring-boot.run.arguments="pairs handoff --rounds=9"
 * </pre> Names: {@code pairs}, {@code priority}, {@code batch}, {@code handoff},
 * {@code memory}, {@code idle}, {@code deep}, and of locks {@code locks},
 * {@code lock-keys}, {@code lock-hot}, {@code lock-handover}, {@code lock-idle},
 * {@code lock-renew}, and of workers {@code workers}, {@code workers-single},
 * {@code worker-latency}, {@code worker-idle}. Options: {@code --redis=host:port} for
 * another server than the embedded one (keys are in a namespace of this run, which is
 * deleted), {@code --rounds=n} for the number of rounds after the warm-up,
 * {@code --quick} for a short run that only checks that everything works. Run nothing
 * else on the machine.
 */
public final class Benchmarks {

	private static final Map<String, Benchmark> BENCHMARKS = new LinkedHashMap<>();

	static {
		BENCHMARKS.put("pairs", new PairsBenchmark());
		BENCHMARKS.put("priority", new PriorityBenchmark());
		BENCHMARKS.put("batch", new BatchBenchmark());
		BENCHMARKS.put("handoff", new HandoffBenchmark());
		BENCHMARKS.put("memory", new MemoryBenchmark());
		BENCHMARKS.put("idle", new IdleBenchmark());
		BENCHMARKS.put("deep", new DeepBenchmark());
		BENCHMARKS.put("locks", new LocksBenchmark());
		BENCHMARKS.put("lock-keys", new LockKeysBenchmark());
		BENCHMARKS.put("lock-hot", new LockHotBenchmark());
		BENCHMARKS.put("lock-handover", new LockHandoverBenchmark());
		BENCHMARKS.put("lock-idle", new LockIdleBenchmark());
		BENCHMARKS.put("lock-renew", new LockRenewBenchmark());
		BENCHMARKS.put("workers", new WorkersBenchmark());
		BENCHMARKS.put("workers-single", new WorkersSingleBenchmark());
		BENCHMARKS.put("worker-latency", new WorkerLatencyBenchmark());
		BENCHMARKS.put("worker-idle", new WorkerIdleBenchmark());
	}

	private Benchmarks() {
	}

	public static void main(String[] arguments) throws Exception {
		Options options = Options.parse(arguments, BENCHMARKS.keySet());
		try (Workbench workbench = Workbench.open(options)) {
			System.out.println(workbench.description());
			List<Row> rows = new ArrayList<>();
			for (Map.Entry<String, Benchmark> benchmark : BENCHMARKS.entrySet()) {
				if (options.names().contains(benchmark.getKey())) {
					System.err.println("measuring " + benchmark.getKey() + " …");
					rows.addAll(benchmark.getValue().run(workbench));
					workbench.clear();
				}
			}
			System.out.println(Table.of(rows));
		}
	}

}
