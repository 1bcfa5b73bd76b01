package io.github.redisqueues.internal.lock;

/**
 * What a lock is held as.
 */
public enum LockKind {

	/**
	 * One at a time.
	 */
	MUTEX(""),

	/**
	 * Many at a time, if nobody writes.
	 */
	READ("r"),

	/**
	 * One at a time, if nobody reads.
	 */
	WRITE("w"),

	/**
	 * So many at a time.
	 */
	PERMIT("s");

	private final String letter;

	LockKind(String letter) {
		this.letter = letter;
	}

	/**
	 * What the names of such owners begin with in Redis, so that one can be told from the
	 * other.
	 */
	String letter() {
		return this.letter;
	}

	/**
	 * Whether Redis keeps such a lock as one that several may hold.
	 */
	boolean isShared() {
		return this != MUTEX;
	}

}
