package io.github.redisqueues.internal.lock.contract;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.github.redisqueues.internal.lock.StoreDistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.NamedLock;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.TestRedis;

/**
 * What each part of the contract needs to state itself.
 */
public interface LockFixture {

	/** Longer than any test waits. */
	Duration LONG = Duration.ofSeconds(30);

	LockOptions WAIT_LONG = LockOptions.defaults().waitTime(LONG);

	LockOptions AT_ONCE = LockOptions.defaults().waitTime(Duration.ZERO);

	/** Runs out while the test waits for it. */
	LockOptions BRIEF = AT_ONCE.leaseTime(Duration.ofMillis(100)).autoRenew(false);

	LockOptions RENEWED = AT_ONCE.leaseTime(Duration.ofMillis(600)).autoRenew(true);

	/** An owner; those that are made at random never begin so. */
	String ME = "!me";

	TestRedis redis();

	KindOfLock kind();

	/**
	 * The locks of this process.
	 * @return the locks
	 */
	StoreDistributedLocks locks();

	/**
	 * Locks with connections and a subscription of their own, as in another process.
	 * @return the locks
	 */
	StoreDistributedLocks otherProcess();

	/**
	 * What this process was told that it has lost.
	 * @param lock a lock
	 * @return the events of that lock
	 */
	List<LockLostEvent> lost(NamedLock lock);

	/**
	 * A lock of the kind under test. What is left of it is checked after the test.
	 * @param name its name
	 * @return the lock
	 */
	NamedLock lock(String name);

	/**
	 * A lock of the kind under test, of a new name.
	 * @return the lock
	 */
	NamedLock lock();

	LockKeys keys(NamedLock lock);

	/**
	 * Starts a thread, which is interrupted after the test.
	 * @param work what it does
	 * @param <T> type of what it returns
	 * @return its end
	 */
	<T> BlockedCall<T> inThread(Callable<T> work);

	/**
	 * The same lock as another process sees it.
	 * @param lock the lock as this process sees it
	 * @return the lock
	 */
	default NamedLock there(NamedLock lock) {
		return kind().of(otherProcess(), lock.name());
	}

	/**
	 * Acquires until nobody gets a hold any more.
	 * @param lock the lock
	 * @param options how to hold
	 * @return the holds; once one of them is over, there is one to be had
	 */
	default List<LockHandle> fill(NamedLock lock, LockOptions options) {
		return kind().fill(locks(), lock.name(), options);
	}

	default List<LockHandle> fill(NamedLock lock) {
		return fill(lock, LockOptions.defaults());
	}

	default List<LockHandle> fillThere(NamedLock lock) {
		return kind().fill(otherProcess(), lock.name(), LockOptions.defaults());
	}

	/**
	 * A thread that waits for a lock, and has told Redis so.
	 * @param lock the lock
	 * @return what it gets
	 */
	default BlockedCall<LockHandle> waiting(NamedLock lock) {
		return inThread(() -> lock.acquire(WAIT_LONG)).awaitParked(keys(lock)::isWaitedFor);
	}

}
