package io.github.redisqueues.internal.queue.model;

/**
 * What the queue did is not what the model allows.
 */
final class Mismatch extends RuntimeException {

	private static final long serialVersionUID = 1L;

	Mismatch(String message) {
		super(message, null, false, false);
	}

	static void unless(boolean holds, String message, Object... arguments) {
		if (!holds) {
			throw new Mismatch(message.formatted(arguments));
		}
	}

}
