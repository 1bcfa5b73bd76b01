package io.github.redisqueues.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Latency from the release of a lock in one process until a waiting thread of another
 * process holds it. The lock is released 5 ms after the other process was told to wait.
 */
final class LockHandoverBenchmark implements Benchmark {

	private static final int HANDOVERS = 200;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private static final String NAME = "handover";

	private static final String ORDER = "await " + NAME;

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		int handovers = workbench.options().scaled(HANDOVERS);
		Path file = workbench.temporaryFile();
		try (LockContest<Giving> contest = LockContest.between(
				List.of(LockSide.REDISSON, LockSide.OURS, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR),
				(side) -> Giving.open(side, workbench.address(), file))) {
			contest.run(workbench.options().rounds(), (giving) -> measure(handovers, giving));
			return List.of(
					row(contest, LockSide.REDISSON, LockSide.OURS, "release to a waiting process, p50, ", 0,
							Target.below(1_000)),
					row(contest, LockSide.REDISSON, LockSide.OURS, "the same, p99, ", 1, Target.none()),
					row(contest, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, "release to a waiting process, p50, ", 0,
							Target.none()),
					row(contest, LockSide.REDISSON_FAIR, LockSide.OURS_FAIR, "the same, p99, ", 1, Target.none()));
		}
	}

	private static Row row(LockContest<?> contest, LockSide reference, LockSide ours, String work, int figure,
			Target target) {
		return new Row("lock-handover", work + ours.against(reference), "µs",
				contest.comparison(reference, ours, figure), target);
	}

	private static double[] measure(int handovers, Giving giving) throws Exception {
		Mutex mutex = giving.client().mutex(NAME);
		long[] nanos = new long[handovers];
		for (int i = 0; i < handovers; i++) {
			Mutex.Hold hold = mutex.await();
			giving.process().order(ORDER);
			pause();
			long released = System.nanoTime();
			hold.releaseOrFail();
			nanos[i] = giving.process().answer()[0] - released;
		}
		Arrays.sort(nanos);
		return new double[] { nanos[handovers / 2] / 1e3, nanos[handovers * 99 / 100] / 1e3 };
	}

	private static void pause() {
		long until = System.nanoTime() + PAUSE_NANOS;
		while (System.nanoTime() < until) {
			LockSupport.parkNanos(until - System.nanoTime());
		}
	}

	/**
	 * The holder and the waiter.
	 */
	private record Giving(LockClient client, PeerProcess process) implements AutoCloseable {

		static Giving open(LockSide side, Address address, Path file) throws Exception {
			return new Giving(side.open(address), LockProcess.start(side, address, LockSide.LEASE, file, 1));
		}

		@Override
		public void close() throws Exception {
			this.process.close();
			this.client.close();
		}

	}

}
