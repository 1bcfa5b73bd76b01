package io.github.redisqueues.internal.jdbc;

/**
 * Thrown when a transactional queue cannot be created, because its database or table
 * cannot be used.
 */
@SuppressWarnings("serial")
public final class OutboxUnavailableException extends RuntimeException {

	OutboxUnavailableException(String queue, RuntimeException cause) {
		super("Queue '" + queue + "' is transactional, but its messages cannot be kept in the database: "
				+ cause.getMessage(), cause);
	}

}
