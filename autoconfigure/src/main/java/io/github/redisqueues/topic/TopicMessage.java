package io.github.redisqueues.topic;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A message that a subscriber receives. Immutable if its payload is.
 *
 * @param <E> type of the payload
 * @param id the id that {@code publish} returned, the same as in the topic's queues
 * @param payload the payload
 * @param publishedAt when it was published, on the Redis server's clock
 * @param headers the headers in the order in which they were set, unmodifiable
 */
public record TopicMessage<E>(String id, E payload, Instant publishedAt, Map<String, String> headers) {

	public TopicMessage {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(payload, "payload must not be null");
		Objects.requireNonNull(publishedAt, "publishedAt must not be null");
		Objects.requireNonNull(headers, "headers must not be null");
	}

	/**
	 * Returns the id, the time and the names of the headers, but neither their values nor
	 * the payload.
	 */
	@Override
	public String toString() {
		return "TopicMessage[id=" + this.id + ", publishedAt=" + this.publishedAt + ", headers=" + this.headers.keySet()
				+ "]";
	}

}
