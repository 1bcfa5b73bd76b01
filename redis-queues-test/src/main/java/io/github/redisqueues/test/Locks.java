package io.github.redisqueues.test;

import java.util.Optional;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockInfo;

/**
 * Assertions on the locks of an application. Asks the store for each of them. A bean of a
 * test with
 * {@link io.github.redisqueues.test.autoconfigure.AutoConfigureTestQueues @AutoConfigureTestQueues}.
 */
public final class Locks {

	private final DistributedLocks locks;

	/**
	 * Creates assertions.
	 * @param locks the locks
	 */
	public Locks(DistributedLocks locks) {
		this.locks = locks;
	}

	/**
	 * Asserts that someone holds a lock.
	 * @param name name of the lock
	 */
	public void assertHeld(String name) {
		requireHeld("lock '" + name + "'", this.locks.inspect(name));
	}

	/**
	 * Asserts that someone holds the lock on a key.
	 * @param name name of the lock
	 * @param key the key
	 */
	public void assertHeld(String name, String key) {
		requireHeld("lock '" + name + "' on key '" + key + "'", this.locks.inspect(name, key));
	}

	/**
	 * Asserts that nobody holds a lock.
	 * @param name name of the lock
	 */
	public void assertFree(String name) {
		requireFree("lock '" + name + "'", this.locks.inspect(name));
	}

	/**
	 * Asserts that nobody holds the lock on a key.
	 * @param name name of the lock
	 * @param key the key
	 */
	public void assertFree(String name, String key) {
		requireFree("lock '" + name + "' on key '" + key + "'", this.locks.inspect(name, key));
	}

	private static void requireHeld(String lock, Optional<LockInfo> holder) {
		if (holder.isEmpty()) {
			throw new AssertionError("Expected " + lock + " to be held, but it is free");
		}
	}

	private static void requireFree(String lock, Optional<LockInfo> holder) {
		holder.ifPresent((info) -> {
			throw new AssertionError("Expected " + lock + " to be free, but " + info.holder() + " has held it since "
					+ info.since() + ", until " + info.leaseUntil() + " at least");
		});
	}

}
