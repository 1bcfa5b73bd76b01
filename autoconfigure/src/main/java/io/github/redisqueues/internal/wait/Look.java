package io.github.redisqueues.internal.wait;

/**
 * How a waiting thread looks for what it waits for.
 *
 * @param <T> type of what it waits for
 */
public interface Look<T> {

	/**
	 * Looks once, and registers this process as waiting or takes that back, in one step
	 * with the look.
	 * @param presence who waits in this process
	 * @return what there was
	 */
	PollResult<T> look(Presence presence);

	/**
	 * Who waits in this process while a thread looks.
	 */
	enum Presence {

		/**
		 * The thread that looks, and nobody else.
		 */
		ALONE,

		/**
		 * Others besides the thread that looks.
		 */
		OTHERS,

		/**
		 * Nobody after this look.
		 */
		LEAVING

	}

}
