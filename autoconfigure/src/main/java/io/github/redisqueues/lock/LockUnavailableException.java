package io.github.redisqueues.lock;

/**
 * Thrown when a lock was not acquired: it did not become free in time, the thread would
 * have waited for a hold of its own, or it was interrupted while it waited. No work was
 * done under it.
 */
public class LockUnavailableException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String name;

	public LockUnavailableException(String name, String message) {
		super(message);
		this.name = name;
	}

	/**
	 * Returns the name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

}
