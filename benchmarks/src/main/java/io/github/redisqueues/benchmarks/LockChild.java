package io.github.redisqueues.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

/**
 * Another process with locks, which does what its standard input says, one line for each
 * order, and answers each with a line of numbers. {@link PeerProcess} is its other end.
 */
final class LockChild {

	private final LockClient client;

	private final Tally tally;

	private final int firstHolder;

	private final List<Mutex.Hold> holds = new ArrayList<>();

	private LockChild(LockClient client, Tally tally, int firstHolder) {
		this.client = client;
		this.tally = tally;
		this.firstHolder = firstHolder;
	}

	/**
	 * Obeys until the input ends, which it does at the latest when the parent is gone.
	 */
	public static void main(String[] arguments) throws Exception {
		Address address = new Address(arguments[1], Integer.parseInt(arguments[2]), arguments[3]);
		Duration lease = Duration.ofMillis(Long.parseLong(arguments[4]));
		Tally tally = Tally.open(Path.of(arguments[5]));
		try (LockClient client = LockSide.valueOf(arguments[0]).open(address, lease);
				BufferedReader orders = new BufferedReader(
						new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			LockChild child = new LockChild(client, tally, Integer.parseInt(arguments[6]));
			System.out.println("ready");
			for (String order = orders.readLine(); order != null; order = orders.readLine()) {
				System.out.println(child.obey(order.split(" ")));
			}
		}
	}

	private String obey(String[] order) throws Exception {
		return switch (order[0]) {
			case "contend" ->
				contend(order[1], Integer.parseInt(order[2]), Duration.parse(order[3]), Duration.parse(order[4]));
			case "await" -> await(order[1]);
			case "hold" -> hold(order[1], Integer.parseInt(order[2]));
			case "usage" -> usage();
			case "release" -> release();
			default -> throw new IllegalArgumentException(order[0]);
		};
	}

	/**
	 * {@code contend name threads duration pause}.
	 * @return holds, nanoseconds
	 */
	private String contend(String name, int threads, Duration duration, Duration pause) throws Exception {
		Crowd.Work work = HotLock.run(this.client.mutex(name), this.tally, threads, this.firstHolder, duration, pause);
		return work.times() + " " + work.nanos();
	}

	/**
	 * {@code await name}: waits for the lock and gives it back at once.
	 * @return when it was there, by the system's monotonic clock, which is one for all
	 * processes
	 */
	private String await(String name) {
		Mutex.Hold hold = this.client.mutex(name).await();
		long acquired = System.nanoTime();
		hold.releaseOrFail();
		return String.valueOf(acquired);
	}

	/**
	 * {@code hold name count}: takes so many more locks.
	 * @return how many it has now
	 */
	private String hold(String name, int count) {
		for (int i = 0; i < count; i++) {
			this.holds.add(this.client.mutex(name + "-" + i).take());
		}
		return String.valueOf(this.holds.size());
	}

	/**
	 * Tells what this process has used.
	 * @return threads, nanoseconds of processor time
	 */
	private String usage() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return ManagementFactory.getThreadMXBean().getThreadCount() + " " + system.getProcessCpuTime();
	}

	/**
	 * Gives all locks back.
	 * @return how many of them it did not have any more
	 */
	private String release() {
		long lost = this.holds.stream().filter((hold) -> !hold.release()).count();
		this.holds.clear();
		return String.valueOf(lost);
	}

}
