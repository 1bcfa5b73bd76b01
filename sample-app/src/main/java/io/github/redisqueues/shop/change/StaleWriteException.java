package io.github.redisqueues.shop.change;

import java.util.UUID;

/**
 * Thrown when a change was already written by a later holder of its lock.
 */
public class StaleWriteException extends RuntimeException {

	public StaleWriteException(UUID id, long token) {
		super("change '" + id + "' was written with a later token than " + token);
	}

}
