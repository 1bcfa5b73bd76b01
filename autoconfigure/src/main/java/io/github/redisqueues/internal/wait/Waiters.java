package io.github.redisqueues.internal.wait;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

import io.github.redisqueues.internal.wait.Waiter.State;
import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link WaitQueue}: which threads wait, the longest-waiting first, and
 * which of them polls when. Guarded by the queue's lock; nothing here blocks. <pre>
 * join -> WAITING -- poll takes something ----------------> SERVED -+
 *          |   ^  \- time up, closed, interrupted, failed -> GONE --+-> leave
 *    offer |   | takeBack                                           |
 *          v   |                                                    |
 *         OFFERED -- handOver, or its own poll ----------> SERVED --+
 *                 \- time up, closed, interrupted, failed -> GONE --+
 * </pre> Two rules keep wake-ups from being lost. A waiter that leaves with an unused
 * wake-up wakes the next one; the last waiter passes it to another process. And if the
 * poll of a waiter that leaves has removed the registration of the process, the next
 * waiter polls, which registers the process again.
 */
final class Waiters {

	private final Pollers pollers;

	private final NextPoll nextPoll;

	private final Deque<Waiter<?>> queue = new ArrayDeque<>();

	/**
	 * Whether Redis may have this process registered as waiting.
	 */
	private boolean registered;

	/**
	 * Whether a wake-up arrived while the only waiter was out of the queue for an offer.
	 */
	private boolean missed;

	Waiters(Pollers pollers) {
		this.pollers = pollers;
		this.nextPoll = new NextPoll(pollers);
	}

	boolean isEmpty() {
		return this.queue.isEmpty();
	}

	/**
	 * Adds a waiter before its first poll, so that the polls of others keep the process
	 * registered for it from now on.
	 */
	void join(Waiter<?> waiter) {
		waiter.unpolled = this.queue.isEmpty() || this.pollers == Pollers.EVERY_WAITER;
		this.queue.addLast(waiter);
	}

	/**
	 * Tells whether a waiter polls now. If so, the poll uses the wake-up.
	 * @return how the poll registers this process, null if the waiter does not poll
	 */
	@Nullable Registration beforePoll(Waiter<?> waiter, boolean isLast) {
		boolean isDue = isLast || isWoken(waiter) || (isFirst(waiter) && this.nextPoll.nanosLeft() <= 0);
		if (!mayPoll(waiter) || !isDue) {
			return null;
		}
		waiter.unpolled = false;
		waiter.woken = false;
		waiter.polling = true;
		Registration registration = registration(isLast);
		// If no reply arrives, it may be registered or not
		this.registered |= registration != Registration.NEVER;
		return registration;
	}

	private Registration registration(boolean isLast) {
		boolean isOnly = this.queue.size() <= 1;
		if (isOnly && isLast) {
			return Registration.NEVER;
		}
		// What is pushed goes past those that only poll
		if (this.queue.stream().allMatch((waiter) -> waiter.pushTaker() != null)) {
			return isOnly ? Registration.UNLESS_SERVED_FOR_PUSHES : Registration.ALWAYS_FOR_PUSHES;
		}
		return isOnly ? Registration.UNLESS_SERVED : Registration.ALWAYS;
	}

	/**
	 * Notes the result of a poll that did not fail. It may have found what another thread
	 * is handing over to the waiter at this moment.
	 */
	<T> void afterPoll(Waiter<T> waiter, Registration registration, PollResult<T> result) {
		waiter.polling = false;
		boolean isServed = !result.isEmpty();
		if (isServed) {
			serve(waiter, result.items());
		}
		if (registration == Registration.NEVER || (registration.isUnlessServed() && isServed)) {
			this.registered = false;
		}
		if (this.nextPoll.note(result.nextPollMillis())) {
			signalFirst();
		}
		if (result.hasMore()) {
			waiter.woken |= !isServed;
			wakeFirst((other) -> other != waiter);
		}
	}

	/**
	 * Returns for how long a waiter may sleep.
	 * @return the nanoseconds; zero or less if it must do something
	 */
	long sleepNanos(Waiter<?> waiter) {
		if (mayPoll(waiter) && isWoken(waiter)) {
			return 0;
		}
		long left = pausedNanos(waiter);
		return isFirst(waiter) ? Math.min(left, this.nextPoll.nanosLeft()) : left;
	}

	/**
	 * Returns for how long a waiter may sleep while none may poll.
	 * @return the nanoseconds; zero or less if it must leave or take what was pushed
	 */
	long pausedNanos(Waiter<?> waiter) {
		return (waiter.state == State.SERVED || waiter.pushed != null) ? 0 : waiter.end - System.nanoTime();
	}

	/**
	 * Gives something that Redis has pushed to the waiter that has waited longest, if
	 * possible to one that is not polling, as it can take it at once. It is no longer
	 * registered in Redis then, so another one polls.
	 * @return false if none takes it
	 */
	boolean push(Push push) {
		Waiter<?> taker = this.queue.stream()
			.filter(Waiter::takesPushes)
			.min(Comparator.comparing((waiter) -> waiter.polling))
			.orElse(null);
		// The one that is polling may register it again
		this.registered &= isPolling();
		if (taker == null) {
			wakeOne();
			return false;
		}
		taker.pushed = push;
		taker.signal();
		wakeFirst((other) -> other != taker);
		return true;
	}

	/**
	 * Notes what a waiter has taken of what was pushed to it.
	 */
	<T> void taken(Waiter<T> waiter, @Nullable List<T> items) {
		waiter.refuses |= items == null;
		if (items != null && !items.isEmpty()) {
			serve(waiter, items);
		}
	}

	private boolean mayPoll(Waiter<?> waiter) {
		return this.pollers == Pollers.EVERY_WAITER || isFirst(waiter);
	}

	private static boolean isWoken(Waiter<?> waiter) {
		return waiter.woken || waiter.unpolled;
	}

	private boolean isFirst(Waiter<?> waiter) {
		return this.queue.peekFirst() == waiter;
	}

	/**
	 * Gives a wake-up to the longest-waiting thread that has none, if it polls.
	 * @return false if nobody waits
	 */
	boolean wakeOne() {
		wakeFirst((waiter) -> true);
		this.missed |= this.queue.isEmpty();
		return !this.queue.isEmpty();
	}

	/**
	 * Wakes another thread that waits with this poll: the longest-waiting one that was
	 * not woken yet.
	 */
	void wakeOne(Poll<?> poll) {
		wakeFirst((waiter) -> waiter.isOfAnotherThread(poll));
	}

	private void wakeFirst(Predicate<Waiter<?>> filter) {
		this.queue.stream()
			.filter((waiter) -> mayPoll(waiter) && !waiter.woken && filter.test(waiter))
			.findFirst()
			.ifPresent(Waiter::wake);
	}

	/**
	 * Wakes every thread that waits with this poll.
	 */
	void wakeAll(Poll<?> poll) {
		this.queue.stream().filter((waiter) -> waiter.pollsWith(poll)).forEach(Waiter::wake);
	}

	/**
	 * Returns whether a waiter is asking Redis.
	 */
	boolean isPolling() {
		return this.queue.stream().anyMatch((waiter) -> waiter.polling);
	}

	/**
	 * Makes every waiter poll after a time in which none could.
	 */
	void resume() {
		this.queue.forEach((waiter) -> waiter.unpolled = true);
		signalAll();
	}

	void signalAll() {
		this.queue.forEach(Waiter::signal);
	}

	private void signalFirst() {
		Waiter<?> first = this.queue.peekFirst();
		if (first != null) {
			first.signal();
		}
	}

	/**
	 * Removes a waiter for good. The next one becomes first, and gets the wake-up that
	 * this one has not used.
	 * @param isInterrupted whether the thread was interrupted, and so may have missed the
	 * result of its poll
	 * @return whether the registration of this process must be removed
	 */
	boolean leave(Waiter<?> waiter, boolean isInterrupted) {
		this.queue.remove(waiter);
		if (waiter.state != State.SERVED) {
			waiter.state = State.GONE;
		}
		boolean isUnused = waiter.woken || waiter.polling || isInterrupted;
		if (this.queue.isEmpty()) {
			boolean wasRegistered = removeRegistration();
			return isUnused || wasRegistered;
		}
		if (isUnused || !this.registered) {
			wakeOne();
		}
		signalFirst();
		return false;
	}

	/**
	 * Notes that this process is no longer registered.
	 * @return whether Redis may have it registered and must be told
	 */
	boolean removeRegistration() {
		boolean was = this.registered;
		this.registered = false;
		return was;
	}

	/**
	 * Takes the first waiter out of the queue.
	 * @return the waiter, null if nobody waits
	 */
	@Nullable Waiter<?> offer() {
		Waiter<?> first = this.queue.pollFirst();
		if (first != null) {
			first.state = State.OFFERED;
			this.missed = false;
			signalFirst();
		}
		return first;
	}

	/**
	 * Gives an offered waiter what it waits for.
	 * @return false if it has left without it
	 */
	<T> boolean handOver(Waiter<T> waiter, T item, long nextPollMillis) {
		if (this.nextPoll.note(nextPollMillis)) {
			signalFirst();
		}
		if (waiter.state == State.OFFERED) {
			serve(waiter, List.of(item));
			waiter.signal();
		}
		return waiter.state == State.SERVED;
	}

	/**
	 * Puts an offered waiter back to the head of the queue, unless it has left or was
	 * served by its own poll.
	 * @param isRegistered whether Redis has this process registered; otherwise the first
	 * waiter polls at once
	 * @return whether the registration of this process must be removed
	 */
	boolean takeBack(Waiter<?> waiter, boolean isRegistered) {
		this.registered |= isRegistered;
		if (waiter.state == State.OFFERED) {
			waiter.state = State.WAITING;
			Waiter<?> first = this.queue.peekFirst();
			waiter.woken |= this.missed || (first != null && first.woken);
			this.queue.addFirst(waiter);
			waiter.signal();
		}
		if (!isRegistered) {
			wakeOne();
		}
		return this.queue.isEmpty() && removeRegistration();
	}

	private static <T> void serve(Waiter<T> waiter, List<T> items) {
		waiter.state = State.SERVED;
		waiter.items = items;
	}

}
