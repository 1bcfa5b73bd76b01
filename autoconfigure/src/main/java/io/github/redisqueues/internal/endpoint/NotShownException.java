package io.github.redisqueues.internal.endpoint;

/**
 * The caller may not see what was asked for.
 */
final class NotShownException extends RuntimeException {

	NotShownException(String message) {
		super(message);
	}

}
