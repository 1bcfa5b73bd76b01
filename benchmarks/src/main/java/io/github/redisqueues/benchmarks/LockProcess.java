package io.github.redisqueues.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Starts child processes for the locks of one side, each a JVM with {@link LockChild}.
 */
final class LockProcess {

	private LockProcess() {
	}

	/**
	 * Starts a process and waits until it is ready.
	 * @param side the side
	 * @param address the server
	 * @param lease lease of the locks
	 * @param counter file of the shared counter
	 * @param firstHolder number of its first thread in the counter
	 */
	static PeerProcess start(LockSide side, Address address, Duration lease, Path counter, int firstHolder)
			throws IOException {
		return PeerProcess.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
				System.getProperty("java.class.path"), LockChild.class.getName(), side.name(), address.host(),
				String.valueOf(address.port()), address.namespace(), String.valueOf(lease.toMillis()),
				counter.toString(), String.valueOf(firstHolder));
	}

}
