package io.github.redisqueues.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Commands per second that twenty waiters on an empty queue cause in Redis: twenty
 * threads of one process, and twenty processes with one thread. Counted by the server,
 * both the commands of clients alone and including those of scripts. A single worker that
 * polls five times a second would use up the target.
 */
final class IdleBenchmark implements Benchmark {

	private static final int WAITERS = 20;

	private static final Duration WINDOW = Duration.ofSeconds(30);

	private static final Duration QUICK_WINDOW = Duration.ofSeconds(6);

	private static final Duration SETTLING = Duration.ofSeconds(2);

	@Override
	public List<Row> run(Workbench workbench) throws Exception {
		List<Row> rows = new ArrayList<>();
		rows.addAll(measure(workbench, 1));
		rows.addAll(measure(workbench, WAITERS));
		return rows;
	}

	private static List<Row> measure(Workbench workbench, int processes) throws Exception {
		String name = "idle-" + processes;
		List<DefaultRedisQueueFactory> factories = IntStream.range(0, processes)
			.mapToObj((process) -> workbench.connectQueues())
			.toList();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < WAITERS; i++) {
			RedisQueue<byte[]> queue = factories.get(i % processes).create(QueueSettings.of(name, byte[].class));
			Thread thread = new Thread(() -> queue.receive(Duration.ofHours(1)), name + "-" + i);
			thread.setDaemon(true);
			threads.add(thread);
		}
		threads.forEach(Thread::start);
		Duration window = workbench.options().quick() ? QUICK_WINDOW : WINDOW;
		Thread.sleep(SETTLING.toMillis());
		long begin = System.nanoTime();
		ServerCalls before = ServerCalls.count(workbench);
		Thread.sleep(window.toMillis());
		ServerCalls after = ServerCalls.count(workbench);
		double seconds = (System.nanoTime() - begin) / 1e9;
		if (threads.stream().anyMatch((thread) -> !thread.isAlive())) {
			throw new IllegalStateException("a waiter of an empty queue came back");
		}
		factories.forEach(DefaultRedisQueueFactory::close);
		for (Thread thread : threads) {
			thread.join();
		}
		String who = (processes == 1) ? "20 waiting threads, 1 process" : "20 processes, 1 waiting thread each";
		return List.of(new Row("idle", who, "commands/s",
				Comparison.withoutReference((after.fromClients() - before.fromClients()) / seconds), Target.below(5)),
				new Row("idle", who + ", and what scripts call", "commands/s",
						Comparison.withoutReference((after.all() - before.all()) / seconds), Target.none()));
	}

}
