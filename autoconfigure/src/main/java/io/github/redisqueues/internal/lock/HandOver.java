package io.github.redisqueues.internal.lock;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * One release of a lock for which threads of the same process wait: one of them gets it
 * in the same request, unless other processes have waited long enough. Used once, by one
 * thread.
 */
final class HandOver {

	/**
	 * How long a process hands a lock from thread to thread while others wait for it.
	 */
	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(5);

	private final LockCommands commands;

	private final LockStore store;

	private final LockTarget target;

	private final LockLine line;

	/**
	 * Who has the lock: the one that releases it, or one to whom it was handed over and
	 * who has given up meanwhile.
	 */
	private String owner;

	private long leaseMillis;

	private long turnBegan;

	private boolean released;

	HandOver(LockCommands commands, LockStore store, LockClaim claim, long turnBegan, LockLine line) {
		this.commands = commands;
		this.store = store;
		this.target = claim.target();
		this.line = line;
		this.owner = claim.owner();
		this.leaseMillis = claim.leaseMillis();
		this.turnBegan = turnBegan;
	}

	/**
	 * Releases the lock.
	 * @return 0 if it was lost, 2 if it is kept for one who waits in turn, else 1
	 */
	long run() {
		for (LockWaiter next = this.line.offer(); next != null; next = this.line.offer()) {
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

	/**
	 * Hands the lock over to one who waits.
	 * @return how the release has ended, null if he has given up and the lock is his
	 */
	private @Nullable Long handOverTo(LockWaiter next) {
		long sentAt = System.nanoTime();
		boolean mayKeep = sentAt - this.turnBegan < TURN;
		long result;
		try {
			result = this.commands.handOver(this.target, this.owner, next.owner(), next.leaseMillis(), mayKeep);
		}
		catch (RuntimeException ex) {
			if (!this.line.takeBackInDoubt(next)) {
				this.store.abandon(new LockClaim(this.target, LockKind.MUTEX, next.owner(), next.leaseMillis()));
			}
			throw failed(ex);
		}
		if (result <= 2) {
			this.line.takeBack(next, result > 0);
			return result;
		}
		this.released = true;
		this.turnBegan = mayKeep ? this.turnBegan : sentAt;
		if (this.line.handOver(next,
				new LockAttempt(result, sentAt, this.turnBegan, LockCommands.nextLook(next.leaseMillis()), 0))) {
			return 1L;
		}
		this.owner = next.owner();
		this.leaseMillis = next.leaseMillis();
		return null;
	}

	/**
	 * Who releases the lock has it given back; for those who came after him that is done
	 * here.
	 */
	private RuntimeException failed(RuntimeException failure) {
		if (this.released) {
			this.store.abandon(new LockClaim(this.target, LockKind.MUTEX, this.owner, this.leaseMillis));
		}
		return failure;
	}

}
