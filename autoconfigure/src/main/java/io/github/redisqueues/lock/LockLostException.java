package io.github.redisqueues.lock;

/**
 * A lock was lost while work went on under it: its lease ran out or it was taken away.
 * Another may have worked at the same time.
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
	public String getName() {
		return this.name;
	}

}
