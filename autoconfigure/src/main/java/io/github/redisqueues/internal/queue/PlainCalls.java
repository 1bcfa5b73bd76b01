package io.github.redisqueues.internal.queue;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;

/**
 * Runs a script that is for a plain queue only, see {@code plain.lua}. If the queue was
 * not plain, the script is not tried for some calls, more each time, so that a queue that
 * seldom is plain does not cost two round trips a call. Safe for use by several threads.
 */
final class PlainCalls {

	/**
	 * How long the reply is of a script that has found that the queue is not plain. No
	 * other reply is as long.
	 */
	private static final int REFUSAL_LENGTH = 1;

	private static final int FEWEST_SKIPPED = 4;

	private static final int MOST_SKIPPED = 256;

	private final QueueClient client;

	private final Function<PlainScripts, Script> script;

	private final boolean mustTake;

	/**
	 * How many calls are to come before the script is tried again.
	 */
	private final AtomicInteger skipped = new AtomicInteger();

	/**
	 * How many calls are skipped when the queue is not plain the next time.
	 */
	private volatile int pause = FEWEST_SKIPPED;

	/**
	 * Creates the calls.
	 * @param script picks the script
	 * @param mustTake whether it does not suit if there is no message to take, as then
	 * the process registers as waiting
	 */
	PlainCalls(QueueClient client, Function<PlainScripts, Script> script, boolean mustTake) {
		this.client = client;
		this.script = script;
		this.mustTake = mustTake;
	}

	/**
	 * Returns whether the script is to be tried, and counts the call if it is not.
	 */
	boolean isLikely() {
		return this.skipped.get() <= 0 || this.skipped.getAndDecrement() <= 0;
	}

	/**
	 * Runs the script.
	 * @return its reply, empty if the queue was not plain or nothing was taken that had
	 * to be, so that nothing was done
	 */
	Optional<LuaReply> call(Deadline deadline, byte[]... arguments) {
		return plain(this.client.run(deadline, (scripts) -> this.script.apply(scripts.plain), arguments));
	}

	/**
	 * Does the same without blocking a thread until Redis answers.
	 * @param arguments makes the arguments; called on {@link QueueClient#executor()}
	 */
	CompletableFuture<Optional<LuaReply>> callAsync(Supplier<byte[][]> arguments) {
		return this.client.runAsync((scripts) -> this.script.apply(scripts.plain), arguments).thenApply(this::plain);
	}

	private Optional<LuaReply> plain(LuaReply reply) {
		if (reply.left() == REFUSAL_LENGTH || (this.mustTake && !reply.hasMore())) {
			int next = this.pause;
			this.skipped.set(next);
			this.pause = Math.min(2 * next, MOST_SKIPPED);
			return Optional.empty();
		}
		if (this.pause > FEWEST_SKIPPED) {
			this.pause = Math.max(this.pause / 2, FEWEST_SKIPPED);
		}
		return Optional.of(reply);
	}

}
