package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Commands per second that twenty waiters for a lock cause in Redis while another process
 * holds it, including the renewal of its lease: twenty threads of one process, and twenty
 * processes with one thread. Counted by the server, as in {@link IdleBenchmark}.
 */
final class LockIdleBenchmark implements Benchmark {

	private static final int WAITERS = 20;

	private static final Duration WINDOW = Duration.ofSeconds(30);

	private static final Duration QUICK_WINDOW = Duration.ofSeconds(6);

	private static final Duration SETTLING = Duration.ofSeconds(2);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		double[] redisson = measure(workbench, LockSide.REDISSON, 1);
		double[] threads = measure(workbench, LockSide.OURS, 1);
		double[] processes = measure(workbench, LockSide.OURS, WAITERS);
		double[] fair = measure(workbench, LockSide.OURS_FAIR, WAITERS);
		return List.of(
				row("20 waiting threads, 1 process, " + LockSide.OURS.against(LockSide.REDISSON),
						new Comparison(new double[] { redisson[0] }, new double[] { threads[0] }), Target.below(2)),
				row("the same, and what scripts call",
						new Comparison(new double[] { redisson[1] }, new double[] { threads[1] }), Target.none()),
				row("20 processes, 1 waiting thread each", Comparison.withoutReference(processes[0]), Target.below(2)),
				row("the same, and what scripts call", Comparison.withoutReference(processes[1]), Target.none()),
				row("20 processes, 1 waiting thread each, fair", Comparison.withoutReference(fair[0]), Target.below(2)),
				row("the same, and what scripts call", Comparison.withoutReference(fair[1]), Target.none()));
	}

	private static Row row(String work, Comparison comparison, Target target) {
		return new Row("lock-idle", work, "commands/s", comparison, target);
	}

	private static double[] measure(Workbench workbench, LockSide side, int processes) throws Exception {
		String name = "idle-" + processes;
		Duration window = workbench.options().quick() ? QUICK_WINDOW : WINDOW;
		List<LockClient> waiting = new ArrayList<>();
		AtomicInteger served = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		try (LockClient holder = side.open(workbench.address())) {
			Mutex.Hold hold = holder.mutex(name).take();
			for (int i = 0; i < processes; i++) {
				waiting.add(side.open(workbench.address()));
			}
			for (int i = 0; i < WAITERS; i++) {
				Mutex mutex = waiting.get(i % processes).mutex(name);
				Thread thread = new Thread(() -> {
					Mutex.Hold mine = mutex.await();
					served.incrementAndGet();
					mine.releaseOrFail();
				}, name + "-" + i);
				thread.setDaemon(true);
				threads.add(thread);
			}
			threads.forEach(Thread::start);
			Thread.sleep(SETTLING.toMillis());
			long begin = System.nanoTime();
			ServerCalls before = ServerCalls.count(workbench);
			Thread.sleep(window.toMillis());
			ServerCalls after = ServerCalls.count(workbench);
			double seconds = (System.nanoTime() - begin) / 1e9;
			if (served.get() > 0) {
				throw new IllegalStateException("a waiter has got a lock that was held");
			}
			hold.releaseOrFail();
			for (Thread thread : threads) {
				thread.join();
			}
			if (served.get() != WAITERS) {
				throw new IllegalStateException("only " + served.get() + " of 20 waiters acquired the lock");
			}
			return new double[] { (after.fromClients() - before.fromClients()) / seconds,
					(after.all() - before.all()) / seconds };
		}
		finally {
			waiting.forEach(LockClient::close);
		}
	}

}
