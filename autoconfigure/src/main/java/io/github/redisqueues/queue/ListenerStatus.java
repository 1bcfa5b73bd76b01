package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A running listener of one process. Moments are those of the Redis server's clock.
 *
 * @param process name of the process: its number, its host, and a part of its own for
 * each application context, such as {@code 4711@shop-7d9/1c9e0f3a}
 * @param application name of the application ({@code spring.application.name})
 * @param version version of the application, from its build information
 * @param listener id of the listener
 * @param state whether it takes messages
 * @param workers how many workers it has now
 * @param maxWorkers how many workers it may have
 * @param inFlight how many messages it holds
 * @param runningSince when it was started
 * @param lastContact when it last reached Redis
 * @param lastProgress when it last handled a message without a failure; empty if it has
 * not yet
 * @param failuresInRow how many messages have failed since then
 * @param lastFailure when it last failed on a message; empty if it has not yet
 * @param lastFailureReason why, in 500 characters at the most
 */
public record ListenerStatus(String process, Optional<String> application, Optional<String> version, String listener,
		State state, int workers, int maxWorkers, int inFlight, Instant runningSince, Instant lastContact,
		Optional<Instant> lastProgress, int failuresInRow, Optional<Instant> lastFailure,
		Optional<String> lastFailureReason) {

	public ListenerStatus {
		Objects.requireNonNull(process, "process must not be null");
		Objects.requireNonNull(application, "application must not be null");
		Objects.requireNonNull(version, "version must not be null");
		Objects.requireNonNull(listener, "listener must not be null");
		Objects.requireNonNull(state, "state must not be null");
		Objects.requireNonNull(runningSince, "runningSince must not be null");
		Objects.requireNonNull(lastContact, "lastContact must not be null");
		Objects.requireNonNull(lastProgress, "lastProgress must not be null");
		Objects.requireNonNull(lastFailure, "lastFailure must not be null");
		Objects.requireNonNull(lastFailureReason, "lastFailureReason must not be null");
	}

	/**
	 * Whether a running listener takes messages.
	 */
	public enum State {

		/**
		 * It takes messages.
		 */
		RUNNING,
		/**
		 * It is paused in its process.
		 */
		PAUSED,
		/**
		 * It takes no messages for a while after failures in a row.
		 */
		CIRCUIT_OPEN,
		/**
		 * It tries one message at a time after such a while.
		 */
		CIRCUIT_HALF_OPEN

	}

}
