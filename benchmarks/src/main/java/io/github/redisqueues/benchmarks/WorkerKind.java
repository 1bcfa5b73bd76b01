package io.github.redisqueues.benchmarks;

import java.nio.file.Path;
import java.util.List;

import io.github.redisqueues.queue.QueueSettings;

/**
 * The worker implementations that are compared.
 */
enum WorkerKind {

	BY_HAND("receive/ack by hand", 1) {

		@Override
		WorkerSide open(Workbench workbench) {
			return ours(workbench, new ReceiveAckWorkers());
		}

	},

	LISTENER("listener", 1) {

		@Override
		WorkerSide open(Workbench workbench) {
			return ours(workbench, new ContainerWorkers());
		}

	},

	BULLMQ("BullMQ", 1) {

		@Override
		WorkerSide open(Workbench workbench) throws Exception {
			return new PeerWorkerSide(bullMq(workbench), null);
		}

	},

	/**
	 * A node process has one thread, a JVM has many. So BullMQ gets a second process,
	 * which sends.
	 */
	BULLMQ_TWO_PROCESSES("BullMQ in 2 processes", 1) {

		@Override
		WorkerSide open(Workbench workbench) throws Exception {
			PeerProcess worker = bullMq(workbench);
			try {
				return new PeerWorkerSide(worker, bullMq(workbench));
			}
			catch (Exception ex) {
				worker.close();
				throw ex;
			}
		}

	},

	RQUEUE("Rqueue", 100) {

		@Override
		WorkerSide open(Workbench workbench) throws Exception {
			Address address = workbench.address();
			return new PeerWorkerSide(
					PeerProcess.start(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m",
							"-cp", PeerInstall.rqueue(), "io.github.redisqueues.benchmarks.rqueue.RqueueChild",
							address.host(), String.valueOf(address.port()), address.namespace(), QUEUE),
					null);
		}

	};

	/**
	 * Ours; each is compared with all others.
	 */
	static final List<WorkerKind> OURS = List.of(LISTENER);

	private static final String QUEUE = "workers";

	private static final int LEAST = 20;

	private final String label;

	private final int slowness;

	WorkerKind(String label, int slowness) {
		this.label = label;
		this.slowness = slowness;
	}

	String label() {
		return this.label;
	}

	/**
	 * Returns the number of messages per round: fewer if a round would take minutes.
	 */
	int share(int messages) {
		return Math.max(LEAST, messages / this.slowness);
	}

	/**
	 * Connects.
	 * @throws PeerMissingException if it cannot be installed
	 */
	abstract WorkerSide open(Workbench workbench) throws Exception;

	private static WorkerSide ours(Workbench workbench, QueueWorkers workers) {
		return new QueueWorkerSide(workbench.connectQueues().create(QueueSettings.of(QUEUE, String.class)), workers);
	}

	private static PeerProcess bullMq(Workbench workbench) throws Exception {
		Path program = PeerInstall.bullMq();
		Address address = workbench.address();
		return PeerProcess.start("node", program.toString(), address.host(), String.valueOf(address.port()),
				address.namespace(), QUEUE);
	}

}
