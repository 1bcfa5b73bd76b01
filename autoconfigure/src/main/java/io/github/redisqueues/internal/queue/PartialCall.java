package io.github.redisqueues.internal.queue;

import java.util.function.IntSupplier;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisOutcomeUnknownException;

/**
 * A call that runs one script after the other, and counts what they have done. If one of
 * them fails, something was changed if an earlier one did anything, whatever became of
 * the one that failed. For use by one thread.
 */
final class PartialCall {

	private final String what;

	private long done;

	/**
	 * Creates a call that has done nothing yet.
	 * @param what what it does with messages, as a participle
	 */
	PartialCall(String what) {
		this.what = what;
	}

	/**
	 * Runs the next script.
	 * @param script returns how many messages it has treated
	 * @return the same number
	 */
	int run(IntSupplier script) {
		try {
			int more = script.getAsInt();
			this.done += more;
			return more;
		}
		catch (RedisCallFailedException ex) {
			throw (this.done == 0) ? ex : new RedisOutcomeUnknownException(
					this.done + " messages were " + this.what + " before the call failed: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Returns how many messages all scripts have treated.
	 */
	long done() {
		return this.done;
	}

}
