package io.github.redisqueues.internal.wait;

import java.util.concurrent.CompletableFuture;

/**
 * Threads of this process that wait for one thing. No method blocks.
 */
public interface Wakeable {

	/**
	 * Hands a wake-up from Redis to one of them.
	 */
	void wake();

	/**
	 * Lets the one that has waited longest look for itself.
	 * @return whether anybody waits
	 */
	boolean wakeFirst();

	/**
	 * Lets all of them go, and nobody wait any more.
	 * @return done when Redis knows
	 */
	CompletableFuture<Void> close();

	/**
	 * Lets threads wait again.
	 */
	void open();

}
