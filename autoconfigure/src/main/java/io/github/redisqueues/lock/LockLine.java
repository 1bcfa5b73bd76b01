package io.github.redisqueues.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

	private final String name;

	private final WakeUps wakeUps;

	private final Runnable leaveQueue;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private long nextLookAt;

	private long turnBegan = System.nanoTime();

	private boolean registered;

	/**
	 * Creates a line that nobody stands in.
	 * @param name by what a wake-up names the line
	 * @param wakeUps where wake-ups are heard
	 * @param leaveQueue takes the line from those that wait in Redis; must not block
	 */
	LockLine(String name, WakeUps wakeUps, Runnable leaveQueue) {
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
	 * @param owner who waits
	 * @param end until when, by {@link System#nanoTime()}
	 * @param look how to look
	 * @return what brought the lock, null if nothing did; the interrupt flag is left set
	 */
	@Nullable Attempt await(Waiter owner, long end, Look look) {
		join(owner);
		try {
			while (!Thread.currentThread().isInterrupted() && !this.wakeUps.isClosed()) {
				this.wakeUps.listen();
				boolean last = System.nanoTime() - end >= 0;
				Presence presence = beforeLook(owner, last);
				if (presence != null) {
					Attempt attempt = look.look(presence);
					afterLook(presence, attempt);
					if (attempt.isGranted()) {
						return attempt;
					}
				}
				if (last) {
					return null;
				}
				Attempt handedOver = pause(owner, end);
				if (handedOver != null) {
					return handedOver;
				}
			}
			return null;
		}
		finally {
			leave(owner);
		}
	}

	/**
	 * Takes the first one out of the line to hand the lock over to him, which must be
	 * followed by {@link #handOver} or {@link #takeBack}.
	 * @return the waiter, null if nobody waits
	 */
	@Nullable Waiter offer() {
		this.lock.lock();
		try {
			Waiter first = this.waiters.pollFirst();
			if (first != null) {
				first.state = State.OFFERED;
			}
			return first;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether the lock may be handed over although other processes wait.
	 */
	boolean mayKeep() {
		this.lock.lock();
		try {
			return System.nanoTime() - this.turnBegan < TURN;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands the lock over.
	 * @return false if the waiter has given up meanwhile, and now owns a lock that he
	 * does not want
	 */
	boolean handOver(Waiter waiter, Attempt attempt, boolean newTurn) {
		this.lock.lock();
		try {
			if (newTurn) {
				this.turnBegan = System.nanoTime();
			}
			lookBy(attempt.sentAt() + TimeUnit.MILLISECONDS.toNanos(attempt.nextLook()));
			if (waiter.state == State.GONE) {
				return false;
			}
			waiter.state = State.GRANTED;
			waiter.attempt = attempt;
			waiter.changed.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Puts a waiter back to the head of the line.
	 * @param waiter the waiter
	 * @param isRegistered whether the process waits in Redis, and so will be woken;
	 * otherwise he looks for himself
	 */
	void takeBack(Waiter waiter, boolean isRegistered) {
		this.lock.lock();
		try {
			this.registered |= isRegistered;
			if (waiter.state == State.OFFERED) {
				waiter.state = State.WAITING;
				this.waiters.addFirst(waiter);
			}
			if (!isRegistered) {
				wakeFirst();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	boolean isEmpty() {
		this.lock.lock();
		try {
			return this.waiters.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void wake() {
		wakeFirst();
	}

	@Override
	public boolean wakeFirst() {
		this.lock.lock();
		try {
			Waiter first = this.waiters.peekFirst();
			if (first != null) {
				first.woken = true;
				first.changed.signal();
			}
			return first != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Each waiter sees that he is not to wait, and the last one takes the line out of the
	 * queue.
	 */
	@Override
	public CompletableFuture<Void> close() {
		this.lock.lock();
		try {
			this.waiters.forEach((waiter) -> waiter.changed.signal());
			return CompletableFuture.completedFuture(null);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void open() {
		// Nobody is here after close()
	}

	private void join(Waiter waiter) {
		this.lock.lock();
		try {
			waiter.changed = this.lock.newCondition();
			if (this.waiters.isEmpty()) {
				this.nextLookAt = System.nanoTime();
			}
			this.waiters.addLast(waiter);
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Presence beforeLook(Waiter waiter, boolean last) {
		this.lock.lock();
		try {
			boolean due = waiter.woken || last || System.nanoTime() - this.nextLookAt >= 0;
			if (this.waiters.peekFirst() != waiter || !due) {
				return null;
			}
			waiter.woken = false;
			// If no answer comes, nobody knows
			this.registered |= !last;
			return (this.waiters.size() > 1) ? Presence.OTHERS : (last ? Presence.LEAVING : Presence.ALONE);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void afterLook(Presence presence, Attempt attempt) {
		this.lock.lock();
		try {
			long now = System.nanoTime();
			if (presence == Presence.LEAVING || (presence == Presence.ALONE && attempt.isGranted())) {
				this.registered = false;
			}
			if (attempt.isGranted()) {
				this.turnBegan = now;
			}
			this.nextLookAt = now + TimeUnit.MILLISECONDS.toNanos(attempt.nextLook());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lookBy(long moment) {
		if (this.nextLookAt - moment < 0) {
			this.nextLookAt = moment;
		}
	}

	private @Nullable Attempt pause(Waiter waiter, long end) {
		this.lock.lock();
		try {
			while (waiter.attempt == null && !this.wakeUps.isClosed()) {
				long left = end - System.nanoTime();
				if (waiter == this.waiters.peekFirst()) {
					left = waiter.woken ? 0 : Math.min(left, this.nextLookAt - System.nanoTime());
				}
				if (left <= 0) {
					break;
				}
				waiter.changed.awaitNanos(left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
		return waiter.attempt;
	}

	private void leave(Waiter waiter) {
		boolean leaveQueue;
		this.lock.lock();
		try {
			this.waiters.remove(waiter);
			if (waiter.state != State.GRANTED) {
				waiter.state = State.GONE;
			}
			Waiter first = this.waiters.peekFirst();
			if (first != null) {
				// Who is first now takes over the wake-up that was not used, and the
				// looking
				first.woken |= waiter.woken;
				first.changed.signal();
			}
			leaveQueue = first == null && this.registered;
			if (leaveQueue) {
				this.registered = false;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (leaveQueue) {
			this.leaveQueue.run();
		}
	}

	/**
	 * How to look for the lock.
	 */
	interface Look {

		Attempt look(Presence presence);

	}

	private enum State {

		WAITING, OFFERED, GRANTED, GONE

	}

	/**
	 * One who waits. What changes is guarded by the line's lock.
	 */
	static final class Waiter {

		private final String owner;

		private final long leaseMillis;

		private State state = State.WAITING;

		private boolean woken;

		private @Nullable Attempt attempt;

		@SuppressWarnings("NullAway.Init")
		private Condition changed;

		Waiter(String owner, long leaseMillis) {
			this.owner = owner;
			this.leaseMillis = leaseMillis;
		}

		String owner() {
			return this.owner;
		}

		long leaseMillis() {
			return this.leaseMillis;
		}

	}

}
