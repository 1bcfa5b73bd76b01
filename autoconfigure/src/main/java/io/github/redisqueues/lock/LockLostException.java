package io.github.redisqueues.lock;

/**
 * Thrown when a lock was lost while work was done under it: its lease ran out or it was
 * taken away. Another holder may have worked at the same time.
 */
public class LockLostException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String name;

	public LockLostException(String name, String message) {
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
