package io.github.redisqueues.benchmarks.harness;

import java.util.List;

/**
 * The kind of process that a side runs in.
 */
sealed interface Launch {

	/**
	 * A JVM with the class path of the benchmarks.
	 */
	record Jvm(Opening opening) implements Launch {

	}

	/**
	 * A node process with BullMQ.
	 */
	record BullMq(List<String> arguments) implements Launch {

	}

	/**
	 * A JVM with Rqueue and the Spring Boot that it needs.
	 */
	record Rqueue(List<String> arguments) implements Launch {

	}

}
