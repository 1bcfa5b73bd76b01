package io.github.redisqueues.internal.lock;

/**
 * How a lock is held.
 */
public enum LockKind {

	/** By one owner at a time. */
	MUTEX(""),

	/** By many, as long as nobody writes. */
	READ("r"),

	/** By one, as long as nobody reads. */
	WRITE("w"),

	/** By a limited number of owners at a time. */
	PERMIT("s");

	private final String letter;

	LockKind(String letter) {
		this.letter = letter;
	}

	/**
	 * Returns the first letter of the ids of such owners in Redis.
	 */
	String letter() {
		return this.letter;
	}

	/**
	 * Returns whether Redis stores the lock in the format that allows several holders.
	 */
	boolean isShared() {
		return this != MUTEX;
	}

}
