package io.github.redisqueues.queue;

/**
 * The limits of a queue, which an operator can change for the whole fleet while the queue
 * is in use. A change is stored in Redis: it applies to every process from its next call
 * on, also after a restart, until it is withdrawn. Only the producers that wait for room
 * in a queue that is configured without a capacity may notice within five seconds that
 * there is room. Listeners follow a changed concurrency as soon as they hear of it: at
 * once, or after a lost connection when they have subscribed to notices again, which they
 * try every five seconds. A listener that starts reads it first. Each method is one
 * script, and throws the exceptions of {@link RedisQueue} if Redis cannot be reached.
 * Safe for use by several threads.
 */
public interface QueueLimits {

	/**
	 * Returns the limits that this process has configured.
	 * @return the limits without changes; does not call Redis
	 */
	LimitValues configured();

	/**
	 * Returns the limits that apply in this process.
	 * @return the limits with all changes
	 */
	LimitValues current();

	/**
	 * Changes limits in every process, and wakes the consumers and producers that wait.
	 * Messages that are beyond a new limit stay as they are, and handlers that run go on.
	 * @param change the new values; what it does not name stays, also if it was changed
	 * before
	 */
	void change(LimitChange change);

	/**
	 * Withdraws all changes. The configured limits apply again.
	 */
	void withdraw();

}
