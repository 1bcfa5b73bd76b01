package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.Locale;

import io.github.redisqueues.queue.ListenerStatus;
import org.jspecify.annotations.Nullable;

/**
 * A listener of any process, as the endpoint shows it.
 *
 * @param process name of the process
 * @param application name of the application, null if it has none
 * @param version version of the application, null if it is not known
 * @param listener id of the listener
 * @param queue the queue that its messages come from
 * @param state running, paused, circuit_open or circuit_half_open
 * @param workers how many workers it has
 * @param inFlight how many messages it holds
 * @param lastContact when it last reached Redis
 * @param lastProgress when it last handled a message, null if it has not yet
 * @param failuresInRow how many messages have failed since then
 * @param lastFailure when it last failed on a message, null if it has not yet
 * @param lastFailureReason why
 */
public record FleetListenerDescriptor(String process, @Nullable String application, @Nullable String version,
		String listener, String queue, String state, int workers, int inFlight, Instant lastContact,
		@Nullable Instant lastProgress, int failuresInRow, @Nullable Instant lastFailure,
		@Nullable String lastFailureReason) {

	static FleetListenerDescriptor of(String queue, ListenerStatus status) {
		return new FleetListenerDescriptor(status.process(), status.application().orElse(null),
				status.version().orElse(null), status.listener(), queue, status.state().name().toLowerCase(Locale.ROOT),
				status.workers(), status.inFlight(), status.lastContact(), status.lastProgress().orElse(null),
				status.failuresInRow(), status.lastFailure().orElse(null), status.lastFailureReason().orElse(null));
	}

}
