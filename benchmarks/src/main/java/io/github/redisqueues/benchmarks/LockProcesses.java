package io.github.redisqueues.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Several processes with the locks of one side.
 */
final class LockProcesses implements AutoCloseable {

	private final List<PeerProcess> processes = new ArrayList<>();

	/**
	 * Starts the processes.
	 * @param threads threads of each process, for unique thread numbers
	 */
	static LockProcesses start(int count, LockSide side, Address address, Path counter, int threads) throws Exception {
		LockProcesses started = new LockProcesses();
		try {
			for (int i = 0; i < count; i++) {
				started.processes.add(LockProcess.start(side, address, LockSide.LEASE, counter, 1 + i * threads));
			}
			return started;
		}
		catch (Exception ex) {
			started.close();
			throw ex;
		}
	}

	/**
	 * Runs the same command in all processes in parallel.
	 */
	List<long[]> ask(String order) throws Exception {
		for (PeerProcess process : this.processes) {
			process.order(order);
		}
		List<long[]> answers = new ArrayList<>();
		for (PeerProcess process : this.processes) {
			answers.add(process.answer());
		}
		return answers;
	}

	@Override
	public void close() throws Exception {
		for (PeerProcess process : this.processes) {
			process.close();
		}
	}

}
