package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cost of holding ten thousand locks for two lease times: threads and CPU time of the
 * process, commands and CPU time of the server, and the number of lost locks. Each side
 * runs in a separate process.
 */
final class LockRenewBenchmark implements Benchmark {

	private static final int LOCKS = 10_000;

	private static final Duration QUICK_LEASE = Duration.ofSeconds(6);

	private static final int LEASES = 2;

	private static final String NAME = "renew";

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int locks = workbench.options().scaled(LOCKS);
		Duration lease = workbench.options().quick() ? QUICK_LEASE : LockSide.LEASE;
		double[] redisson = measure(workbench, LockSide.REDISSON, locks, lease);
		double[] ours = measure(workbench, LockSide.OURS, locks, lease);
		String held = "%,d held locks, %d s leases, ".formatted(locks, lease.toSeconds())
				+ LockSide.OURS.against(LockSide.REDISSON);
		List<String> works = List.of("threads of the process with " + held, "additional threads, compared with 1 lock",
				"the same, from clients", "the same, and what scripts call", "the same, processor time of the process",
				"the same, processor time of the server", "the same, lost");
		List<String> units = List.of("threads", "threads", "commands/s", "commands/s", "% of one", "% of one", "locks");
		List<Target> targets = List.of(Target.none(), Target.below(3), Target.none(), Target.none(), Target.none(),
				Target.none(), Target.below(1));
		List<Row> rows = new ArrayList<>();
		for (int i = 0; i < works.size(); i++) {
			Comparison comparison = new Comparison(new double[] { redisson[i] }, new double[] { ours[i] });
			rows.add(new Row("lock-renew", works.get(i), units.get(i), comparison, targets.get(i)));
		}
		return rows;
	}

	private static double[] measure(Workbench workbench, LockSide side, int locks, Duration lease) throws Exception {
		try (PeerProcess process = LockProcess.start(side, workbench.address(), lease, workbench.temporaryFile(), 1)) {
			process.ask("hold first 1");
			process.ask("release");
			process.ask("hold one 1");
			long[] alone = process.ask("usage");
			process.ask("hold " + NAME + " " + locks);
			long begin = System.nanoTime();
			ServerCalls callsBefore = ServerCalls.count(workbench);
			double serverBefore = serverSeconds(workbench);
			long[] before = process.ask("usage");
			Thread.sleep(lease.multipliedBy(LEASES).toMillis());
			long[] after = process.ask("usage");
			double serverAfter = serverSeconds(workbench);
			ServerCalls callsAfter = ServerCalls.count(workbench);
			double seconds = (System.nanoTime() - begin) / 1e9;
			long lost = process.ask("release")[0];
			return new double[] { after[0], after[0] - alone[0],
					(callsAfter.fromClients() - callsBefore.fromClients()) / seconds,
					(callsAfter.all() - callsBefore.all()) / seconds, 100 * (after[1] - before[1]) / 1e9 / seconds,
					100 * (serverAfter - serverBefore) / seconds, lost };
		}
	}

	private static double serverSeconds(Workbench workbench) {
		Map<String, String> processor = workbench.info("cpu");
		return Double.parseDouble(processor.getOrDefault("used_cpu_user", "0"))
				+ Double.parseDouble(processor.getOrDefault("used_cpu_sys", "0"));
	}

}
