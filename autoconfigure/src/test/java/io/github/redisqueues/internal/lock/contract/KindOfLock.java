package io.github.redisqueues.internal.lock.contract;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;

/**
 * Every kind of lock there is.
 */
public enum KindOfLock {

	MUTEX {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return new NamedMutex(locks, name, List.of(), false);
		}

	},

	KEY {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return new NamedMutex(locks, name, List.of("the key"), false);
		}

	},

	KEYS {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return new NamedMutex(locks, name, List.of("one", "three", "two"), false);
		}

	},

	FAIR {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return new NamedMutex(locks, name, List.of(), true);
		}

	},

	WRITE {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return locks.readWriteLock(name).writeLock();
		}

	},

	READ {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return locks.readWriteLock(name).readLock();
		}

		@Override
		public List<LockHandle> fill(DistributedLocks locks, String name, LockOptions options) {
			// A thread that writes may read
			return List.of(new BlockedCall<>(() -> locks.readWriteLock(name).writeLock().acquire(options)).atOnce());
		}

	},

	BINARY_SEMAPHORE {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return locks.semaphore(name, 1);
		}

	},

	SEMAPHORE {

		@Override
		public NamedLock of(DistributedLocks locks, String name) {
			return locks.semaphore(name, PERMITS);
		}

		@Override
		public List<LockHandle> fill(DistributedLocks locks, String name, LockOptions options) {
			List<LockHandle> holds = new ArrayList<>();
			for (int i = 0; i < PERMITS; i++) {
				holds.add(of(locks, name).acquire(options));
			}
			return holds;
		}

	};

	public static final int PERMITS = 3;

	public abstract NamedLock of(DistributedLocks locks, String name);

	/**
	 * Acquires until nobody gets a hold any more.
	 * @param locks where the lock is
	 * @param name its name
	 * @param options how to hold
	 * @return the holds; once one of them is over, there is one to be had
	 */
	public List<LockHandle> fill(DistributedLocks locks, String name, LockOptions options) {
		return List.of(of(locks, name).acquire(options));
	}

	/**
	 * Whether who waits gets it in the order of arrival, over all processes.
	 * @return whether it is fair
	 */
	public boolean isFair() {
		return compareTo(FAIR) >= 0;
	}

	/**
	 * Whether one at a time holds it.
	 * @return whether it is
	 */
	public boolean isExclusive() {
		return this != READ && this != SEMAPHORE;
	}

}
