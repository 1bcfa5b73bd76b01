package io.github.redisqueues.benchmarks.contender;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import io.github.redisqueues.benchmarks.harness.Address;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.SideProcess;

/**
 * Main class of a further process of a side, with its own connection. It answers each
 * line of standard input with a line of numbers.
 */
public final class LockChild {

	private final LockClient client;

	private final HoldCounter counter;

	private final int firstHolder;

	private LockChild(LockClient client, HoldCounter counter, int firstHolder) {
		this.client = client;
		this.counter = counter;
		this.firstHolder = firstHolder;
	}

	/**
	 * Starts a process. The caller waits until it is ready.
	 * @param kind its locks
	 * @param place where the side is
	 * @param counter file of the counter that all processes share
	 * @param firstHolder number of its first thread in the counter
	 */
	public static SideProcess start(LockKind kind, Place place, Path counter, int firstHolder) throws IOException {
		return SideProcess.start(place.javaCommand(LockChild.class.getName(), kind.name(), place.address().host(),
				String.valueOf(place.address().port()), counter.toString(), String.valueOf(firstHolder)));
	}

	public static void main(String[] arguments) throws Exception {
		PrintStream answers = System.out;
		System.setOut(System.err);
		Address server = new Address(arguments[1], Integer.parseInt(arguments[2]));
		HoldCounter counter = HoldCounter.open(Path.of(arguments[3]));
		int status = 0;
		try (LockClient client = LockKind.valueOf(arguments[0]).open(server);
				BufferedReader orders = new BufferedReader(
						new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
			LockChild child = new LockChild(client, counter, Integer.parseInt(arguments[4]));
			answers.println(SideProcess.READY);
			for (String order = orders.readLine(); order != null; order = orders.readLine()) {
				answers.println(child.obey(order.split(" ")));
			}
		}
		catch (Exception ex) {
			ex.printStackTrace();
			status = 1;
		}
		System.exit(status);
	}

	private String obey(String[] order) throws Exception {
		return switch (order[0]) {
			case "compete" ->
				compete(order[1], Integer.parseInt(order[2]), Duration.parse(order[3]), Duration.parse(order[4]));
			case "await" -> await(order[1]);
			default -> throw new IllegalArgumentException(order[0]);
		};
	}

	/**
	 * {@code compete name threads duration pause}.
	 * @return holds, nanoseconds
	 */
	private String compete(String name, int threads, Duration duration, Duration pause) throws Exception {
		RepeatedWork.Times times = HotLock.run(this.client.mutex(name), this.counter, threads, this.firstHolder,
				duration, pause);
		return times.times() + " " + times.nanos();
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

}
