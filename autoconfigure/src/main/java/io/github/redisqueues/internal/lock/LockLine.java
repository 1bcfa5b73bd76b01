package io.github.redisqueues.internal.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.lock.LockWaiter.State;
import io.github.redisqueues.internal.wait.Look.Presence;
import io.github.redisqueues.internal.wait.WakeUps;
import io.github.redisqueues.internal.wait.Wakeable;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this process that wait for one lock, the longest-waiting first. Only
 * that one looks, on behalf of all: when a wake-up comes, when the lease in the way runs
 * out, and every few seconds, as wake-ups may be lost. A thread that releases the lock
 * may hand it over to the first one. Safe for use by several threads; a virtual thread is
 * not pinned.
 */
final class LockLine implements Wakeable {

	/**
	 * After how many milliseconds to look again when Redis could not be asked.
	 */
	private static final long AGAIN_AFTER = 250;

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final String name;

	private final WakeUps wakeUps;

	private final Supplier<CompletableFuture<Void>> leaveQueue;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final LineState state = new LineState();

	/**
	 * Creates a line that nobody stands in.
	 * @param name by what a wake-up names the line
	 * @param wakeUps where wake-ups are heard
	 * @param leaveQueue takes the line from those that wait in Redis; must not block
	 */
	LockLine(String name, WakeUps wakeUps, Supplier<CompletableFuture<Void>> leaveQueue) {
		this.name = name;
		this.wakeUps = wakeUps;
		this.leaveQueue = leaveQueue;
	}

	String name() {
		return this.name;
	}

	/**
	 * Waits until a look brings the lock, it is handed over, the time is up, the thread
	 * is interrupted, or nobody is to wait any more.
	 * @param waiter who waits
	 * @param end until when, by {@link System#nanoTime()}
	 * @param look how to look
	 * @return what brought the lock, null if nothing did; the interrupt flag is left set
	 */
	@Nullable LockAttempt await(LockWaiter waiter, long end, Look look) {
		waiter.changed = this.lock.newCondition();
		run(() -> this.state.join(waiter));
		LockAttempt granted;
		RuntimeException failure = null;
		try {
			lookUntilGranted(waiter, end, look);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		finally {
			granted = leave(waiter);
		}
		if (granted == null && failure != null) {
			throw failure;
		}
		return granted;
	}

	private void lookUntilGranted(LockWaiter waiter, long end, Look look) {
		boolean last = false;
		while (!last && mayWait(waiter)) {
			this.wakeUps.listen();
			last = System.nanoTime() - end >= 0;
			boolean isLast = last;
			Presence presence = get(() -> this.state.beforeLook(waiter, isLast));
			if (presence != null) {
				LockAttempt attempt = look(waiter, look, presence, last);
				run(() -> this.state.afterLook(waiter, presence, attempt));
			}
			if (!last) {
				sleep(waiter, end);
			}
		}
	}

	/**
	 * While Redis cannot be asked, who waits goes on waiting.
	 */
	private static LockAttempt look(LockWaiter waiter, Look look, Presence presence, boolean last) {
		try {
			LockAttempt attempt = look.look(presence, waiter.ticket);
			waiter.ticket = attempt.ticket();
			return attempt;
		}
		catch (RedisNotExecutedException | RedisOutcomeUnknownException ex) {
			waiter.inDoubt |= ex instanceof RedisOutcomeUnknownException;
			boolean refused = ex instanceof RedisNotExecutedException failure && failure.isRefused();
			if (last || refused || Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			return new LockAttempt(0, 0, 0, AGAIN_AFTER, waiter.ticket);
		}
	}

	private boolean mayWait(LockWaiter waiter) {
		return get(() -> waiter.state != State.GRANTED) && !Thread.currentThread().isInterrupted()
				&& !this.wakeUps.isClosed();
	}

	private void sleep(LockWaiter waiter, long end) {
		Condition changed = waiter.changed;
		this.lock.lock();
		try {
			while (changed != null && waiter.state != State.GRANTED && !this.wakeUps.isClosed()) {
				long nanos = this.state.sleep(waiter, end);
				if (nanos <= 0) {
					return;
				}
				changed.awaitNanos(nanos);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable LockAttempt leave(LockWaiter waiter) {
		// Asked under the lock, so that whoever joins next looks after this
		CompletableFuture<Void> left = get(() -> this.state.leave(waiter) ? this.leaveQueue.get() : DONE);
		if (this.wakeUps.isClosed() && isEmpty()) {
			left.whenComplete((done, failure) -> this.closed.complete(null));
		}
		return waiter.granted;
	}

	/**
	 * Takes the first one out of the line to hand the lock over to him, which must be
	 * followed by {@link #handOver} or {@link #takeBack}.
	 * @return the waiter, null if nobody waits
	 */
	@Nullable LockWaiter offer() {
		return get(this.state::offer);
	}

	/**
	 * Hands the lock over.
	 * @return false if the waiter has given up meanwhile, and now owns a lock that he
	 * does not want
	 */
	boolean handOver(LockWaiter waiter, LockAttempt attempt) {
		return get(() -> this.state.handOver(waiter, attempt));
	}

	/**
	 * Puts a waiter back to the head of the line.
	 * @param waiter the waiter
	 * @param isRegistered whether the process waits in Redis, and so will be woken;
	 * otherwise he looks for himself
	 */
	void takeBack(LockWaiter waiter, boolean isRegistered) {
		get(() -> {
			boolean isThere = this.state.takeBack(waiter, isRegistered);
			return (isThere || !this.state.isRegisteredForNobody()) ? DONE : this.leaveQueue.get();
		});
	}

	/**
	 * Puts a waiter back to the head of the line who may have got the lock or not.
	 * @param waiter the waiter
	 * @return false if he has given up meanwhile, and may own a lock that he does not
	 * want
	 */
	boolean takeBackInDoubt(LockWaiter waiter) {
		return get(() -> this.state.takeBackInDoubt(waiter));
	}

	boolean isEmpty() {
		return get(this.state::isEmpty);
	}

	@Override
	public void wake() {
		wakeFirst();
	}

	@Override
	public boolean wakeFirst() {
		return get(this.state::wakeFirst);
	}

	/**
	 * Each waiter sees for himself that he is not to wait any more, and the last one
	 * takes the line out of the queue.
	 */
	@Override
	public CompletableFuture<Void> close() {
		run(this.state::signalAll);
		return isEmpty() ? DONE : this.closed;
	}

	@Override
	public void open() {
		// Nobody is here after close()
	}

	private void run(Runnable action) {
		get(() -> {
			action.run();
			return this;
		});
	}

	private <T extends @Nullable Object> T get(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How to look for the lock.
	 */
	interface Look {

		LockAttempt look(Presence presence, long ticket);

	}

}
