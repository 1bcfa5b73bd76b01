package io.github.redisqueues.internal.lock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;

/**
 * A lock as a {@link Lock}: it belongs to the thread that locked it, which may lock it
 * again. If the thread holds the lock in another way already, it shares that hold.
 */
final class LockView implements Lock {

	private static final long FOR_EVER = Durations.LONGEST.toNanos();

	private final Acquirer acquirer;

	private final ThreadLocks threadLocks;

	private final LockRequest request;

	private final String line;

	LockView(Acquirer acquirer, ThreadLocks threadLocks, LockRequest request) {
		this.acquirer = acquirer;
		this.threadLocks = threadLocks;
		this.request = request;
		this.line = request.target().waitQueueName();
	}

	@Override
	public void lock() {
		boolean interrupted = false;
		try {
			while (!enter(FOR_EVER)) {
				if (!Thread.interrupted()) {
					throw this.acquirer.unavailable(this.request);
				}
				interrupted = true;
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		if (!tryLock(FOR_EVER, TimeUnit.NANOSECONDS)) {
			throw this.acquirer.unavailable(this.request);
		}
	}

	@Override
	public boolean tryLock() {
		return enter(0);
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		boolean entered = enter(Math.min(Math.max(unit.toNanos(time), 0), FOR_EVER));
		if (!entered && Thread.interrupted()) {
			throw new InterruptedException();
		}
		return entered;
	}

	private boolean enter(long waitNanos) {
		LockHandle held = this.threadLocks.find(this.line);
		if (held != null) {
			held.assertHeld();
			this.threadLocks.lockAgain(this.line);
			return true;
		}
		LockHandle shared = this.acquirer.ownHolds().covering(this.request).orElse(null);
		if (shared != null) {
			this.threadLocks.add(this.line, shared, true);
			return true;
		}
		LockHandle handle = this.acquirer.tryAcquire(this.request.waiting(waitNanos)).orElse(null);
		if (handle != null) {
			this.threadLocks.add(this.line, handle, false);
		}
		return handle != null;
	}

	@Override
	public void unlock() {
		ThreadLocks.Entry last = this.threadLocks.unlock(this.line);
		if (last == null) {
			return;
		}
		LockHandle held = last.handle();
		if (last.isShared() ? !held.isHeld() : !held.release()) {
			throw new LockLostException(held.name(),
					"Lock " + this.request.target() + " was lost before it was unlocked: "
							+ (last.isShared() ? "the hold of this thread that it shared has ended"
									: "its lease ran out, or it was taken away"));
		}
	}

	@Override
	public Condition newCondition() {
		throw new UnsupportedOperationException("A distributed lock has no conditions");
	}

	@Override
	public String toString() {
		return "Lock[" + this.request.target() + "]";
	}

}
