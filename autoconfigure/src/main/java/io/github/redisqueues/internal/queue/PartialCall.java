package io.github.redisqueues.internal.queue;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisOutcomeUnknownException;

/**
 * A call that runs one script after the other, of which a later one failed.
 */
final class PartialCall {

	private PartialCall() {
	}

	/**
	 * Returns what to throw. Something was changed if an earlier script did anything,
	 * whatever became of the later one.
	 * @param done how many messages the earlier scripts have treated
	 * @param what what they did with them
	 * @param failure the failure of the later script
	 */
	static RedisCallFailedException failed(long done, String what, RedisCallFailedException failure) {
		return (done == 0) ? failure : new RedisOutcomeUnknownException(
				done + " messages were " + what + " before the call failed: " + failure.getMessage(), failure);
	}

}
