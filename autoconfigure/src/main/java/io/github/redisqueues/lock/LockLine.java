package io.github.redisqueues.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.github.redisqueues.lock.LockWaiter.State;
import io.github.redisqueues.redis.Look.Presence;
import io.github.redisqueues.redis.Wakeable;
import io.github.redisqueues.redis.WakeUps;
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
	 * How long this process hands a lock from thread to thread while others wait for it.
	 */
	private static final long TURN = TimeUnit.MILLISECONDS.toNanos(5);

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final String name;

	private final WakeUps wakeUps;

	private final Supplier<CompletableFuture<Void>> leaveQueue;

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<LockWaiter> waiters = new ArrayDeque<>();

	private long nextLookAt;

	private long turnBegan = System.nanoTime();

	private boolean registered;

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
	@Nullable Attempt await(LockWaiter waiter, long end, Look look) {
		join(waiter);
		RuntimeException failure = null;
		try {
			lookUntilGranted(waiter, end, look);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		Attempt granted = leave(waiter);
		if (granted == null && failure != null) {
			throw failure;
		}
		return granted;
	}

	private void lookUntilGranted(LockWaiter waiter, long end, Look look) {
		while (!Thread.currentThread().isInterrupted() && !this.wakeUps.isClosed() && !isGranted(waiter)) {
			this.wakeUps.listen();
			boolean last = System.nanoTime() - end >= 0;
			Presence presence = beforeLook(waiter, last);
			if (presence != null) {
				Attempt attempt = look.look(presence);
				afterLook(waiter, presence, attempt);
			}
			if (last) {
				return;
			}
			pause(waiter, end);
		}
	}

	private boolean isGranted(LockWaiter waiter) {
		return guarded(() -> waiter.state == State.GRANTED);
	}

	/**
	 * Takes the first one out of the line to hand the lock over to him, which must be
	 * followed by {@link #handOver} or {@link #takeBack}.
	 * @return the waiter, null if nobody waits
	 */
	@Nullable LockWaiter offer() {
		return guarded(() -> {
			LockWaiter first = this.waiters.pollFirst();
			if (first != null) {
				first.state = State.OFFERED;
			}
			return first;
		});
	}

	/**
	 * Whether the lock may be handed over although other processes wait.
	 */
	boolean mayKeep() {
		return guarded(() -> System.nanoTime() - this.turnBegan < TURN);
	}

	/**
	 * Hands the lock over.
	 * @return false if the waiter has given up meanwhile, and now owns a lock that he
	 * does not want
	 */
	boolean handOver(LockWaiter waiter, Attempt attempt, boolean newTurn) {
		return guarded(() -> {
			noteGrant(attempt, newTurn);
			if (waiter.state == State.OFFERED) {
				waiter.state = State.GRANTED;
				waiter.granted = attempt;
				waiter.signal();
			}
			return waiter.state == State.GRANTED;
		});
	}

	/**
	 * Puts a waiter back to the head of the line.
	 * @param waiter the waiter
	 * @param isRegistered whether the process waits in Redis, and so will be woken;
	 * otherwise he looks for himself
	 */
	void takeBack(LockWaiter waiter, boolean isRegistered) {
		guarded(() -> {
			this.registered |= isRegistered;
			if (waiter.state == State.OFFERED) {
				waiter.state = State.WAITING;
				this.waiters.addFirst(waiter);
			}
			return isRegistered || wakeFirst();
		});
	}

	boolean isEmpty() {
		return guarded(this.waiters::isEmpty);
	}

	@Override
	public void wake() {
		wakeFirst();
	}

	@Override
	public boolean wakeFirst() {
		return guarded(() -> {
			LockWaiter first = this.waiters.peekFirst();
			if (first != null) {
				first.woken = true;
				first.signal();
			}
			return first != null;
		});
	}

	/**
	 * Each waiter sees for himself that he is not to wait any more, and the last one
	 * takes the line out of the queue.
	 */
	@Override
	public CompletableFuture<Void> close() {
		return guarded(() -> {
			this.waiters.forEach(LockWaiter::signal);
			return this.waiters.isEmpty() ? DONE : this.closed;
		});
	}

	@Override
	public void open() {
		// Nobody is here after close()
	}

	private void join(LockWaiter waiter) {
		guarded(() -> {
			waiter.changed = this.lock.newCondition();
			if (this.waiters.isEmpty()) {
				this.nextLookAt = System.nanoTime();
			}
			return this.waiters.add(waiter);
		});
	}

	private @Nullable Presence beforeLook(LockWaiter waiter, boolean last) {
		return guarded(() -> {
			boolean due = waiter.woken || last || System.nanoTime() - this.nextLookAt >= 0;
			if (this.waiters.peekFirst() != waiter || !due) {
				return null;
			}
			waiter.woken = false;
			Presence presence = (this.waiters.size() > 1) ? Presence.OTHERS
					: (last ? Presence.LEAVING : Presence.ALONE);
			// Should no answer come, it may be or not
			this.registered |= presence != Presence.LEAVING;
			return presence;
		});
	}

	/**
	 * Who finds that he has the lock may have it from one who is handing it over to him.
	 */
	private void afterLook(LockWaiter waiter, Presence presence, Attempt attempt) {
		guarded(() -> {
			if (attempt.isGranted()) {
				waiter.state = State.GRANTED;
				waiter.granted = attempt;
			}
			if (presence == Presence.LEAVING || (presence == Presence.ALONE && attempt.isGranted())) {
				this.registered = false;
			}
			noteGrant(attempt, attempt.isGranted());
			return attempt;
		});
	}

	private void noteGrant(Attempt attempt, boolean newTurn) {
		long now = System.nanoTime();
		if (newTurn) {
			this.turnBegan = now;
		}
		this.nextLookAt = now + TimeUnit.MILLISECONDS.toNanos(attempt.nextLook());
	}

	/**
	 * Sleeps until there is something to do.
	 */
	private void pause(LockWaiter waiter, long end) {
		this.lock.lock();
		try {
			Condition changed = waiter.changed;
			while (waiter.state != State.GRANTED && !this.wakeUps.isClosed() && changed != null) {
				long left = end - System.nanoTime();
				if (waiter == this.waiters.peekFirst()) {
					left = waiter.woken ? 0 : Math.min(left, this.nextLookAt - System.nanoTime());
				}
				if (left <= 0) {
					break;
				}
				changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leaves the line. Who is first now takes over the looking, and a wake-up that was
	 * not used.
	 * @return what was handed over, null if nothing was
	 */
	private @Nullable Attempt leave(LockWaiter waiter) {
		CompletableFuture<Void> left = DONE;
		this.lock.lock();
		try {
			this.waiters.remove(waiter);
			if (waiter.state != State.GRANTED) {
				waiter.state = State.GONE;
			}
			LockWaiter first = this.waiters.peekFirst();
			if (first != null) {
				first.woken |= waiter.woken;
				first.signal();
			}
			else if (this.registered) {
				this.registered = false;
				left = this.leaveQueue.get();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (this.wakeUps.isClosed() && isEmpty()) {
			left.whenComplete((done, failure) -> this.closed.complete(null));
		}
		return waiter.granted;
	}

	private <T extends @Nullable Object> T guarded(Supplier<T> action) {
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

		Attempt look(Presence presence);

	}

}
