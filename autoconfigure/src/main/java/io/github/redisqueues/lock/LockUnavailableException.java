package io.github.redisqueues.lock;

/**
 * A lock was not acquired: it did not come free in time, or the waiting thread was
 * interrupted. Nothing was done under it.
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
	public String getName() {
		return this.name;
	}

}
