package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A message, as the endpoint shows it.
 *
 * @param id its id
 * @param state where it is: ready, waiting (behind another message of its group),
 * delayed, in_flight or dead
 * @param position how many messages are ahead of it, null if that is not known
 * @param attempts how many times it was delivered
 * @param sentAt when it was sent
 * @param dueAt when it falls due, null unless it is delayed
 * @param leaseUntil when its lease ends, null unless it is in flight
 * @param diedAt when it became a dead letter, null unless it is one
 * @param reason why it is dead, null unless it is
 * @param group its group, null if it has none
 * @param headers its headers
 * @param payload its payload, null if it is not shown
 * @param payloadBytes size of the payload
 * @param traceId the trace in which it was sent, null if there was none
 */
public record MessageDescriptor(String id, String state, @Nullable Long position, int attempts, Instant sentAt,
		@Nullable Instant dueAt, @Nullable Instant leaseUntil, @Nullable Instant diedAt, @Nullable String reason,
		@Nullable String group, Map<String, @Nullable Object> headers, @Nullable Object payload, int payloadBytes,
		@Nullable String traceId) implements OperationResponseBody {

}
