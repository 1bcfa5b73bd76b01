package io.github.redisqueues.internal.lock;

/**
 * What one attempt at a lock brought.
 *
 * @param token the token, 0 if the lock was not to be had
 * @param sentAt when the store was asked, by {@link System#nanoTime()}
 * @param turnBegan when this process came to have the lock, before it was handed from
 * thread to thread
 * @param nextLook in how many milliseconds to look again, if it was not to be had
 * @param ticket the place among those that wait in turn, 0 if there is none
 */
public record Attempt(long token, long sentAt, long turnBegan, long nextLook, long ticket) {

	static final Attempt NOTHING = new Attempt(0, 0, 0, 0, 0);

	public boolean isGranted() {
		return this.token > 0;
	}

}
