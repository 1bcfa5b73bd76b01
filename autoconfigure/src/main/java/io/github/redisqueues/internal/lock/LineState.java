package io.github.redisqueues.internal.lock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.lock.LockWaiter.State;
import io.github.redisqueues.internal.wait.Look.Presence;
import org.jspecify.annotations.Nullable;

/**
 * Who stands in a {@link LockLine}, and who is to look when. Guarded by the line's lock;
 * nothing in it blocks.
 */
final class LineState {

	private final Deque<LockWaiter> waiters = new ArrayDeque<>();

	private long nextLookAt;

	/**
	 * Whether the process may be among those that wait in Redis.
	 */
	private boolean registered;

	/**
	 * Whether a wake-up came while everybody was out of the line.
	 */
	private boolean missed;

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	void join(LockWaiter waiter) {
		if (this.waiters.isEmpty()) {
			this.nextLookAt = System.nanoTime();
		}
		this.waiters.add(waiter);
	}

	/**
	 * Tells whether a waiter is to look now.
	 * @return as whom, null if he is not
	 */
	@Nullable Presence beforeLook(LockWaiter waiter, boolean last) {
		boolean due = waiter.woken || last || System.nanoTime() - this.nextLookAt >= 0;
		if (this.waiters.peekFirst() != waiter || !due) {
			return null;
		}
		waiter.woken = false;
		Presence presence = (this.waiters.size() > 1) ? Presence.OTHERS : (last ? Presence.LEAVING : Presence.ALONE);
		// Should no answer come, it may be or not
		this.registered |= presence != Presence.LEAVING;
		return presence;
	}

	/**
	 * Notes what a look brought. Who finds that he has the lock may have it from one who
	 * is handing it over to him.
	 */
	void afterLook(LockWaiter waiter, Presence presence, LockAttempt attempt) {
		if (attempt.isGranted()) {
			waiter.state = State.GRANTED;
			waiter.granted = attempt;
		}
		if (presence == Presence.LEAVING || (presence == Presence.ALONE && attempt.isGranted())) {
			this.registered = false;
		}
		noteNextLook(attempt);
	}

	/**
	 * How long a waiter may sleep.
	 * @return the nanoseconds, 0 or less if there is something to do
	 */
	long sleep(LockWaiter waiter, long end) {
		long now = System.nanoTime();
		if (waiter != this.waiters.peekFirst()) {
			return end - now;
		}
		return waiter.woken ? 0 : Math.min(end, this.nextLookAt) - now;
	}

	/**
	 * Takes the first one out of the line.
	 */
	@Nullable LockWaiter offer() {
		LockWaiter first = this.waiters.pollFirst();
		if (first != null) {
			first.state = State.OFFERED;
			this.missed = false;
			signalFirst();
		}
		return first;
	}

	boolean handOver(LockWaiter waiter, LockAttempt attempt) {
		noteNextLook(attempt);
		if (waiter.state == State.OFFERED) {
			waiter.state = State.GRANTED;
			waiter.granted = attempt;
			waiter.signal();
		}
		return waiter.state == State.GRANTED;
	}

	/**
	 * Puts one who was taken out back to the head of the line.
	 * @return whether he was still there
	 */
	boolean takeBack(LockWaiter waiter, boolean isRegistered) {
		this.registered |= isRegistered;
		boolean isThere = waiter.state == State.OFFERED;
		if (isThere) {
			waiter.state = State.WAITING;
			LockWaiter first = this.waiters.peekFirst();
			waiter.woken |= this.missed || (first != null && first.woken);
			this.waiters.addFirst(waiter);
			waiter.signal();
		}
		if (!isRegistered) {
			wakeFirst();
		}
		return isThere;
	}

	/**
	 * The same for one to whom the lock may have been handed over or not: he looks, and
	 * should he leave without it, it is given back for him.
	 * @return false if he has left already, without it
	 */
	boolean takeBackInDoubt(LockWaiter waiter) {
		waiter.inDoubt = true;
		return takeBack(waiter, false) || waiter.state == State.GRANTED;
	}

	/**
	 * Whether the process waits in Redis for nobody; then it does not any more.
	 */
	boolean isRegisteredForNobody() {
		boolean forNobody = this.waiters.isEmpty() && this.registered;
		this.registered &= !forNobody;
		return forNobody;
	}

	boolean wakeFirst() {
		LockWaiter first = this.waiters.peekFirst();
		if (first != null) {
			first.woken = true;
			first.signal();
		}
		this.missed |= first == null;
		return first != null;
	}

	void signalAll() {
		this.waiters.forEach(LockWaiter::signal);
	}

	/**
	 * Takes a waiter out for good. Who is first now takes over the looking, and a wake-up
	 * that was not used; who joined during the last look of another was not registered by
	 * it.
	 * @return whether the process is to be taken from those that wait in Redis
	 */
	boolean leave(LockWaiter waiter) {
		this.waiters.remove(waiter);
		if (waiter.state != State.GRANTED) {
			waiter.state = State.GONE;
		}
		LockWaiter first = this.waiters.peekFirst();
		if (first != null) {
			first.woken |= waiter.woken || !this.registered;
			first.signal();
			return false;
		}
		boolean leavesQueue = this.registered;
		this.registered = false;
		return leavesQueue;
	}

	private void noteNextLook(LockAttempt attempt) {
		this.nextLookAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(attempt.nextLook());
	}

	private void signalFirst() {
		LockWaiter first = this.waiters.peekFirst();
		if (first != null) {
			first.signal();
		}
	}

}
