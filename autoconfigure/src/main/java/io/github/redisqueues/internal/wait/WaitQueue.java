package io.github.redisqueues.internal.wait;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.redisqueues.RedisCallFailedException;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this process that wait for one message queue or lock, the
 * longest-waiting first. A wake-up from Redis goes to one of them. Wake-ups are hints and
 * may be lost, so the first thread also polls when something falls due and every few
 * seconds. Optionally, a thread of this process hands what it has over to the first
 * waiter: {@link #offer}, followed by {@link #handOver} or {@link #takeBack}.
 * <p>
 * Safe for use by several threads. A virtual thread that waits is not pinned. No method
 * but {@link #await} blocks.
 */
public final class WaitQueue {

	private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

	private final Runnable listen;

	private final Supplier<WaitState> state;

	private final Supplier<CompletableFuture<Void>> unregister;

	private final Consumer<Push> refused;

	private final ReentrantLock lock = new ReentrantLock();

	private final Waiters waiters;

	/**
	 * What {@link #quieten()} has returned, until it is done.
	 */
	private @Nullable CompletableFuture<Void> quiet;

	/**
	 * Creates an empty queue.
	 * @param pollers which threads poll
	 * @param listen subscribes to wake-ups, if that has not been done; must not block
	 * @param state tells whether threads may wait and poll at the moment
	 * @param unregister removes this process from the waiting ones in Redis, or wakes
	 * another process in its place; must not block. A thread that has joined in the
	 * meantime must be woken afterwards.
	 * @param refused gives back what was pushed and no thread takes; must not block
	 */
	WaitQueue(Pollers pollers, Runnable listen, Supplier<WaitState> state, Supplier<CompletableFuture<Void>> unregister,
			Consumer<Push> refused) {
		this.waiters = new Waiters(pollers);
		this.listen = listen;
		this.state = state;
		this.unregister = unregister;
		this.refused = refused;
	}

	/**
	 * Waits until a poll takes something, the time is up, the thread is interrupted, or
	 * the queue is closed. The last poll is made when the time is up. An exception of the
	 * poll ends the wait.
	 * @param <T> type of what is waited for
	 * @param limit how long to wait
	 * @param poll asks Redis
	 * @return what a poll took, or nothing; the interrupt flag is left set
	 */
	public <T> List<T> await(Duration limit, Poll<T> poll) {
		return await(limit, poll, null);
	}

	/**
	 * Waits like {@link #await(Duration, Poll)}, and also takes what Redis pushes.
	 * @param <T> type of what is waited for
	 * @param limit how long to wait
	 * @param poll asks Redis
	 * @param pushTaker takes what is pushed, null if nothing may be pushed
	 * @return what a poll or the taker took, or nothing; the interrupt flag is left set
	 */
	public <T> List<T> await(Duration limit, Poll<T> poll, @Nullable PushTaker<T> pushTaker) {
		return await(limit, new PollingWaiter<>(poll, pushTaker));
	}

	/**
	 * Waits until a poll takes something, it is handed over by another thread, the time
	 * is up, the thread is interrupted, or the queue is closed. An exception of the poll
	 * ends the wait.
	 * @param <T> type of what is waited for
	 * @param limit how long to wait
	 * @param waiter the current thread; not used before
	 * @return what it got, or nothing; the interrupt flag is left set
	 */
	public <T> List<T> await(Duration limit, Waiter<T> waiter) {
		Condition changed = this.lock.newCondition();
		waiter.changed = changed;
		waiter.end = System.nanoTime() + limit.toNanos();
		run(() -> this.waiters.join(waiter));
		RuntimeException failure = null;
		try {
			pollUntilServed(waiter, changed);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		finally {
			leave(waiter);
		}
		boolean isInterruption = failure instanceof RedisCallFailedException && Thread.currentThread().isInterrupted();
		if (failure != null && waiter.items.isEmpty() && !isInterruption) {
			throw failure;
		}
		return waiter.items;
	}

	/**
	 * Waits like {@link #await(Duration, Poll)}, but without a thread.
	 * @param <T> type of what is waited for
	 * @param <R> type of the future's result
	 * @param limit how long to wait; zero polls once
	 * @param poll asks Redis
	 * @param pushTaker takes what is pushed, null if nothing may be pushed
	 * @param finisher makes the result of what a poll took, or of nothing if the time is
	 * up or the queue is closed
	 * @param giveBack gets what was taken for a future that is complete already, such as
	 * a cancelled one
	 * @param executor runs the steps of the waiter, one at a time
	 * @param completions completes the future and gives back
	 * @return completes on the second executor
	 */
	public <T, R> CompletableFuture<R> awaitAsync(Duration limit, AsyncPoll<T> poll, @Nullable PushTaker<T> pushTaker,
			Function<List<T>, R> finisher, Consumer<List<T>> giveBack, ScheduledExecutorService executor,
			Executor completions) {
		AsyncWaiter<T, R> waiter = new AsyncWaiter<>(this, poll, pushTaker, finisher, giveBack, executor, completions);
		waiter.end = System.nanoTime() + limit.toNanos();
		run(() -> this.waiters.join(waiter));
		return waiter.start();
	}

	private <T> void pollUntilServed(Waiter<T> waiter, Condition changed) {
		boolean isLast = false;
		while (!isLast && mayWait(waiter)) {
			listen();
			isLast = waiter.isTimeUp();
			if (!takePushed(waiter)) {
				poll(waiter, isLast);
				if (!isLast) {
					sleep(waiter, changed);
				}
			}
		}
	}

	boolean mayWait(Waiter<?> waiter) {
		return get(() -> waiter.state != Waiter.State.SERVED && !waiter.isGivenUp()) && !isClosed();
	}

	void listen() {
		this.listen.run();
	}

	private <T> void poll(Waiter<T> waiter, boolean isLast) {
		Registration registration = beforePoll(waiter, isLast);
		if (registration != null) {
			afterPoll(waiter, registration, waiter.poll(registration));
		}
	}

	/**
	 * Tells whether a waiter polls now.
	 * @return how the poll registers this process, null if the waiter does not poll
	 */
	@Nullable Registration beforePoll(Waiter<?> waiter, boolean isLast) {
		return get(() -> isOpen() ? this.waiters.beforePoll(waiter, isLast) : null);
	}

	<T> void afterPoll(Waiter<T> waiter, Registration registration, PollResult<T> result) {
		becomeQuiet(() -> {
			this.waiters.afterPoll(waiter, registration, result);
			return false;
		});
	}

	private void sleep(Waiter<?> waiter, Condition changed) {
		this.lock.lock();
		try {
			long nanos = sleepNanos(waiter);
			while (nanos > 0 && !isClosed()) {
				changed.awaitNanos(nanos);
				nanos = sleepNanos(waiter);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

	long sleepNanos(Waiter<?> waiter) {
		return isOpen() ? this.waiters.sleepNanos(waiter) : this.waiters.pausedNanos(waiter);
	}

	/**
	 * Leaves the queue. What was pushed to the waiter meanwhile is not lost.
	 */
	<T> void leave(Waiter<T> waiter) {
		becomeQuiet(() -> this.waiters.leave(waiter, waiter.isGivenUp()));
		Push pushed = waiter.takePushed();
		if (pushed != null) {
			List<T> items = waiter.items.isEmpty() ? waiter.take(pushed) : null;
			if (items != null) {
				waiter.items = items;
			}
			else {
				push(pushed);
			}
		}
	}

	/**
	 * Gives something that Redis has pushed to this process to a thread that waits for
	 * it, or back. Does not block.
	 */
	void push(Push push) {
		if (!get(() -> isOpen() && this.waiters.push(push))) {
			this.refused.accept(push);
		}
	}

	/**
	 * Takes what was pushed to a waiter, on its thread.
	 * @return whether the waiter has what it waits for
	 */
	<T> boolean takePushed(Waiter<T> waiter) {
		Push pushed = get(waiter::takePushed);
		if (pushed == null) {
			return false;
		}
		List<T> items = waiter.take(pushed);
		run(() -> this.waiters.taken(waiter, items));
		if (items == null) {
			push(pushed);
		}
		return items != null && !items.isEmpty();
	}

	/**
	 * Runs an action after which the queue may be quiet: no thread polls if it is paused,
	 * or waits if it is closed.
	 * @param action returns whether the registration of this process must be removed
	 */
	private void becomeQuiet(BooleanSupplier action) {
		CompletableFuture<Void> reached = null;
		boolean mustUnregister;
		this.lock.lock();
		try {
			mustUnregister = action.getAsBoolean();
			if (this.quiet != null && isQuiet()) {
				reached = this.quiet;
				this.quiet = null;
				mustUnregister |= this.waiters.removeRegistration();
			}
		}
		finally {
			this.lock.unlock();
		}
		CompletableFuture<Void> unregistered = mustUnregister ? unregister() : DONE;
		if (reached != null) {
			CompletableFuture<Void> done = reached;
			unregistered.whenComplete((result, failure) -> done.complete(null));
		}
	}

	private boolean isQuiet() {
		return isClosed() ? this.waiters.isEmpty() : !this.waiters.isPolling();
	}

	/**
	 * Gives a wake-up from Redis to the longest-waiting thread that has none. If no
	 * thread waits, another process gets it.
	 */
	void wake() {
		if (!wakeOne()) {
			unregister();
		}
	}

	/**
	 * Makes a waiting thread poll: the longest-waiting one that was not woken yet.
	 * @return false if no thread waits
	 */
	boolean wakeOne() {
		return get(this.waiters::wakeOne);
	}

	/**
	 * Makes another thread poll that waits with the same poll: the longest-waiting one
	 * that was not woken yet.
	 * @param poll the object that was given to {@link #await}
	 */
	public void wakeOne(Poll<?> poll) {
		run(() -> this.waiters.wakeOne(poll));
	}

	/**
	 * Makes every thread poll that waits with this poll.
	 * @param poll the object that was given to {@link #await}
	 */
	public void wakeAll(Poll<?> poll) {
		run(() -> this.waiters.wakeAll(poll));
	}

	/**
	 * Takes the first waiter out of the queue, to hand something over to it.
	 * {@link #handOver} or {@link #takeBack} must follow.
	 * @param <W> type of the waiter
	 * @param type type of all waiters of this queue
	 * @return the waiter, null if no thread waits
	 */
	public <W extends Waiter<?>> @Nullable W offer(Class<W> type) {
		return type.cast(get(this.waiters::offer));
	}

	/**
	 * Hands something over to an offered waiter.
	 * @param <T> type of what it waits for
	 * @param waiter the waiter
	 * @param item what it gets
	 * @param nextPollMillis in how many milliseconds the next waiter polls
	 * @return false if the waiter has left without it
	 */
	public <T> boolean handOver(Waiter<T> waiter, T item, long nextPollMillis) {
		return get(() -> this.waiters.handOver(waiter, item, nextPollMillis));
	}

	/**
	 * Puts an offered waiter back to the head of the queue.
	 * @param waiter the waiter
	 * @param isRegistered whether Redis has this process registered as waiting, and so
	 * will wake it; otherwise the waiter polls at once
	 * @return false if the waiter has left in the meantime
	 */
	public boolean takeBack(Waiter<?> waiter, boolean isRegistered) {
		if (get(() -> this.waiters.takeBack(waiter, isRegistered))) {
			unregister();
		}
		return get(() -> waiter.state != Waiter.State.GONE);
	}

	public boolean isEmpty() {
		return get(this.waiters::isEmpty);
	}

	/**
	 * Returns whether no thread can wait any more.
	 * @return true if it is closed for good
	 */
	public boolean isClosed() {
		return this.state.get() == WaitState.CLOSED;
	}

	private boolean isOpen() {
		return this.state.get() == WaitState.OPEN;
	}

	/**
	 * Makes all threads notice that the queue is open again. They poll.
	 */
	void resume() {
		run(this.waiters::resume);
	}

	/**
	 * Makes all threads notice that the queue is paused, and go on waiting, or that it is
	 * closed, and leave.
	 * @return done when none polls, or when the last one has left, and Redis knows that
	 * this process does not wait
	 */
	CompletableFuture<Void> quieten() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		becomeQuiet(() -> {
			this.quiet = done;
			this.waiters.signalAll();
			return false;
		});
		return done;
	}

	private CompletableFuture<Void> unregister() {
		return this.unregister.get();
	}

	void run(Runnable action) {
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

}
