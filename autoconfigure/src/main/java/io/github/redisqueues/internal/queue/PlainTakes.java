package io.github.redisqueues.internal.queue;

import java.util.function.Function;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * The calls that take messages with a script for a plain queue, see {@code plain.lua}.
 *
 * @param isPossible whether the queue may be plain, as far as this process knows
 * @param alone the calls of a process that does not wait
 * @param waiting the calls of a process that waits unless it gets a message
 */
record PlainTakes(boolean isPossible, PlainCalls alone, PlainCalls waiting) {

	/**
	 * Creates the calls.
	 * @param alone picks the script of a process that does not wait
	 * @param waiting picks the script of a process that waits unless it gets a message
	 */
	PlainTakes(boolean isPossible, QueueClient client, Function<PlainScripts, Script> alone,
			Function<PlainScripts, Script> waiting) {
		this(isPossible, new PlainCalls(client, alone, false), new PlainCalls(client, waiting, true));
	}

	/**
	 * Returns whether nothing limits what can be taken.
	 */
	static boolean canTake(QueueSettings<?> settings) {
		return settings.maxInFlight() == 0 && settings.rate().isEmpty();
	}

	/**
	 * Returns whether nothing but the message ends when it is settled: nobody waits for
	 * room, and its id is not kept.
	 */
	static boolean canSettle(QueueSettings<?> settings) {
		return settings.maxInFlight() == 0 && settings.capacity() == 0 && settings.duplicateWindow().toMillis() == 0;
	}

	/**
	 * Returns the calls to try first.
	 * @param registration whether this process is registered as waiting, null if none
	 * waits
	 * @return the calls, null if there is nothing to try
	 */
	@Nullable PlainCalls calls(@Nullable Registration registration) {
		if (!this.isPossible || (registration != null && !registration.isUnlessServed())) {
			return null;
		}
		PlainCalls calls = (registration == null) ? this.alone : this.waiting;
		return calls.isLikely() ? calls : null;
	}

}
