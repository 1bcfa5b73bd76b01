package io.github.redisqueues.internal.wait;

import java.util.List;
import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

/**
 * A thread that waits in a {@link WaitQueue}, and the poll with which it asks for what it
 * waits for. Used once, by the thread that creates it. The package-private state is
 * guarded by the queue's lock.
 *
 * @param <T> type of what it waits for
 */
public abstract class Waiter<T> {

	private final Thread thread = Thread.currentThread();

	State state = State.WAITING;

	/**
	 * Whether the thread must poll before it sleeps for the first time.
	 */
	boolean unpolled;

	/**
	 * Whether it has a wake-up that no poll has used.
	 */
	boolean woken;

	/**
	 * Whether it is polling, or its last poll failed.
	 */
	boolean polling;

	/**
	 * When its time is up, as {@link System#nanoTime()} tells it.
	 */
	long end;

	/**
	 * What Redis has pushed to it and it has not taken yet.
	 */
	@Nullable Push pushed;

	/**
	 * Whether it has refused what was pushed to it.
	 */
	boolean refuses;

	/**
	 * What it got.
	 */
	List<T> items = List.of();

	/**
	 * Signalled when the state has changed. Only this thread awaits it.
	 */
	@Nullable Condition changed;

	/**
	 * Polls Redis once. In the same step it registers this process as waiting, or removes
	 * the registration.
	 * @param registration which of the two
	 * @return what it took
	 */
	protected abstract PollResult<T> poll(Registration registration);

	/**
	 * Returns what takes what Redis pushes to this waiter.
	 * @return null if the waiter only polls
	 */
	@Nullable PushTaker<T> pushTaker() {
		return null;
	}

	/**
	 * Takes what was pushed, and removes it.
	 */
	@Nullable Push takePushed() {
		Push taken = this.pushed;
		this.pushed = null;
		return taken;
	}

	@Nullable List<T> take(Push push) {
		PushTaker<T> taker = pushTaker();
		return (taker != null) ? taker.take(push) : null;
	}

	/**
	 * Whether something can be pushed to it now.
	 */
	boolean takesPushes() {
		return this.state == State.WAITING && pushTaker() != null && this.pushed == null && !this.refuses;
	}

	/**
	 * Returns whether the time to wait is over, so that this is the last poll.
	 * @return true if it is over
	 */
	protected final boolean isTimeUp() {
		return System.nanoTime() - this.end >= 0;
	}

	/**
	 * Whether nobody wants the result any more.
	 */
	boolean isGivenUp() {
		return Thread.currentThread().isInterrupted();
	}

	/**
	 * Whether another thread waits with this poll.
	 */
	boolean isOfAnotherThread(Poll<?> poll) {
		return pollsWith(poll) && this.thread != Thread.currentThread();
	}

	/**
	 * Whether it waits with this poll.
	 */
	boolean pollsWith(Poll<?> poll) {
		return false;
	}

	void wake() {
		this.woken = true;
		signal();
	}

	void signal() {
		if (this.changed != null) {
			this.changed.signal();
		}
	}

	/**
	 * The states of a waiter.
	 */
	enum State {

		/**
		 * Is in the queue.
		 */
		WAITING,

		/**
		 * Is out of the queue, while another thread hands something over to it.
		 */
		OFFERED,

		/**
		 * Has got what it waits for.
		 */
		SERVED,

		/**
		 * Has left without it.
		 */
		GONE

	}

}
