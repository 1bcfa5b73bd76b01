package io.github.redisqueues.internal.lock;

/**
 * Result of one attempt to acquire a lock.
 *
 * @param token the fencing token, or 0 if the lock was not granted; any other number from
 * a store without tokens
 * @param sentAt when the store was asked, by {@link System#nanoTime()}; the lease counts
 * from here
 * @param turnBegan when this process got the lock, by {@link System#nanoTime()}, before
 * it was handed over from thread to thread
 * @param nextPoll milliseconds until the next attempt, if the lock was not granted
 * @param ticket place in the queue of fair waiters, 0 if there is none
 */
public record LockAttempt(long token, long sentAt, long turnBegan, long nextPoll, long ticket) {

	/** The lock was not granted. */
	public static final LockAttempt REFUSED = new LockAttempt(0, 0, 0, 0, 0);

	/**
	 * Returns an attempt that a store without tokens granted.
	 * @param sentAt when the store was asked, by {@link System#nanoTime()}
	 * @return the attempt
	 */
	public static LockAttempt granted(long sentAt) {
		return new LockAttempt(1, sentAt, sentAt, 0, 0);
	}

	public boolean isGranted() {
		return this.token > 0;
	}

}
