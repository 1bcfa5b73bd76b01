package io.github.redisqueues.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Starts processes that have one side's locks: {@link LockChild} in a virtual machine of
 * its own.
 */
final class LockProcess {

	private LockProcess() {
	}

	/**
	 * Starts a process, and waits until it is there.
	 * @param side whose locks it has
	 * @param address the server
	 * @param lease the lease of its locks
	 * @param tally file of the tally that it counts in
	 * @param firstHolder number of its first thread there
	 */
	static PeerProcess start(LockSide side, Address address, Duration lease, Path tally, int firstHolder)
			throws IOException {
		return PeerProcess.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
				System.getProperty("java.class.path"), LockChild.class.getName(), side.name(), address.host(),
				String.valueOf(address.port()), address.namespace(), String.valueOf(lease.toMillis()), tally.toString(),
				String.valueOf(firstHolder));
	}

}
