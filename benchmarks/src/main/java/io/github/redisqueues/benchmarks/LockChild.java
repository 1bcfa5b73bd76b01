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
 * Main class of a child process with locks. Reads one command per line from standard
 * input and replies with a line of numbers. {@link PeerProcess} starts it.
 */
final class LockChild {

	private final LockClient client;

	private final HoldCounter counter;

	private final int firstHolder;

	private final List<Mutex.Hold> holds = new ArrayList<>();

	private LockChild(LockClient client, HoldCounter counter, int firstHolder) {
		this.client = client;
		this.counter = counter;
		this.firstHolder = firstHolder;
	}

	/**
	 * Executes commands until the input ends, at the latest when the parent process ends.
	 */
	public static void main(String[] arguments) throws Exception {
		Address address = new Address(arguments[1], Integer.parseInt(arguments[2]), arguments[3]);
		Duration lease = Duration.ofMillis(Long.parseLong(arguments[4]));
		HoldCounter counter = HoldCounter.open(Path.of(arguments[5]));
		try (LockClient client = LockSide.valueOf(arguments[0]).open(address, lease);
				BufferedReader orders = new BufferedReader(
						new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			LockChild child = new LockChild(client, counter, Integer.parseInt(arguments[6]));
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
		RepeatedWork.Work work = HotLock.run(this.client.mutex(name), this.counter, threads, this.firstHolder, duration,
				pause);
		return work.times() + " " + work.nanos();
	}

	/**
	 * {@code await name}: waits for the lock and releases it at once.
	 * @return when the lock was acquired, by the monotonic clock of the system, which all
	 * processes share
	 */
	private String await(String name) {
		Mutex.Hold hold = this.client.mutex(name).await();
		long acquired = System.nanoTime();
		hold.releaseOrFail();
		return String.valueOf(acquired);
	}

	/**
	 * {@code hold name count}: acquires more locks.
	 * @return number of locks held
	 */
	private String hold(String name, int count) {
		for (int i = 0; i < count; i++) {
			this.holds.add(this.client.mutex(name + "-" + i).take());
		}
		return String.valueOf(this.holds.size());
	}

	/**
	 * Returns the resources that this process has used.
	 * @return threads, nanoseconds of processor time
	 */
	private String usage() {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		return ManagementFactory.getThreadMXBean().getThreadCount() + " " + system.getProcessCpuTime();
	}

	/**
	 * Releases all locks.
	 * @return how many of them were lost
	 */
	private String release() {
		long lost = this.holds.stream().filter((hold) -> !hold.release()).count();
		this.holds.clear();
		return String.valueOf(lost);
	}

}
