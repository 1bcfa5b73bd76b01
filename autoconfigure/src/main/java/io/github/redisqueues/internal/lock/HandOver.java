package io.github.redisqueues.internal.lock;

import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.wait.WaitQueue;
import org.jspecify.annotations.Nullable;

/**
 * One release of a lock that threads of the same process wait for. The longest-waiting
 * thread gets the lock in the same request, unless other processes have waited long
 * enough. Used once, by one thread.
 */
final class HandOver {

	/**
	 * How long a process may pass a lock from thread to thread while other processes wait
	 * for it, in nanoseconds.
	 */
	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(5);

	private final LockCommands commands;

	private final LockStore store;

	private final LockTarget target;

	private final WaitQueue waitQueue;

	/**
	 * The owner of the lock: the one that releases it, or one that got it from this
	 * release but had stopped waiting.
	 */
	private String owner;

	private long leaseMillis;

	private long turnBegan;

	private boolean released;

	HandOver(LockCommands commands, LockStore store, LockClaim claim, long turnBegan, WaitQueue waitQueue) {
		this.commands = commands;
		this.store = store;
		this.target = claim.target();
		this.waitQueue = waitQueue;
		this.owner = claim.owner();
		this.leaseMillis = claim.leaseMillis();
		this.turnBegan = turnBegan;
	}

	/**
	 * Releases the lock.
	 * @return 0 if it was lost, 2 if it is kept for a waiter in turn, otherwise 1
	 */
	long run() {
		for (LockWaiter next = offer(); next != null; next = offer()) {
			Long result = handOverTo(next);
			if (result != null) {
				return this.released ? Math.max(result, 1) : result;
			}
		}
		try {
			long result = this.commands.release(this.target, this.owner);
			return this.released ? Math.max(result, 1) : result;
		}
		catch (RuntimeException ex) {
			throw failed(ex);
		}
	}

	private @Nullable LockWaiter offer() {
		return this.waitQueue.offer(LockWaiter.class);
	}

	/**
	 * Hands the lock over to a waiter.
	 * @return the result of the release, null if the waiter has stopped waiting and now
	 * owns the lock
	 */
	private @Nullable Long handOverTo(LockWaiter next) {
		long sentAt = System.nanoTime();
		boolean mayKeep = sentAt - this.turnBegan < TURN;
		long result;
		try {
			result = this.commands.handOver(this.target, this.owner, next.owner(), next.leaseMillis(), mayKeep);
		}
		catch (RuntimeException ex) {
			next.setInDoubt();
			if (!this.waitQueue.takeBack(next, false)) {
				this.store.abandon(new LockClaim(this.target, LockKind.MUTEX, next.owner(), next.leaseMillis()));
			}
			throw failed(ex);
		}
		if (result <= 2) {
			this.waitQueue.takeBack(next, result > 0);
			return result;
		}
		this.released = true;
		this.turnBegan = mayKeep ? this.turnBegan : sentAt;
		long nextPoll = LockCommands.nextPoll(next.leaseMillis());
		if (this.waitQueue.handOver(next, new LockAttempt(result, sentAt, this.turnBegan, nextPoll, 0), nextPoll)) {
			return 1L;
		}
		this.owner = next.owner();
		this.leaseMillis = next.leaseMillis();
		return null;
	}

	/**
	 * Gives the lock back in the background if its owner is a waiter that has left. If it
	 * is the caller's, the caller does so.
	 */
	private RuntimeException failed(RuntimeException failure) {
		if (this.released) {
			this.store.abandon(new LockClaim(this.target, LockKind.MUTEX, this.owner, this.leaseMillis));
		}
		return failure;
	}

}
