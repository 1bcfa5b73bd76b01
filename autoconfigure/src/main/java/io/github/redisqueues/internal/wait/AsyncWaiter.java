package io.github.redisqueues.internal.wait;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A waiter without a thread. It takes a step when it has joined, when it is signalled and
 * when it has slept long enough; each step runs on the executor, and one at a time. Its
 * future completes on another executor, which dependent actions may block. What it took
 * after its future was cancelled is given back.
 *
 * @param <T> type of what it waits for
 * @param <R> type of its future's result
 */
final class AsyncWaiter<T, R> extends Waiter<T> {

	private final WaitQueue queue;

	private final AsyncPoll<T> poll;

	private final @Nullable PushTaker<T> pushTaker;

	private final Function<List<T>, R> finisher;

	private final Consumer<List<T>> giveBack;

	private final ScheduledExecutorService executor;

	private final Executor completions;

	private final CompletableFuture<R> result = new CompletableFuture<>();

	/**
	 * Whether a step is taken or about to be taken. Guarded by the queue's lock, like the
	 * fields below.
	 */
	private boolean busy = true;

	private boolean signalled;

	private boolean abandoned;

	private @Nullable ScheduledFuture<?> alarm;

	AsyncWaiter(WaitQueue queue, AsyncPoll<T> poll, @Nullable PushTaker<T> pushTaker, Function<List<T>, R> finisher,
			Consumer<List<T>> giveBack, ScheduledExecutorService executor, Executor completions) {
		this.queue = queue;
		this.poll = poll;
		this.pushTaker = pushTaker;
		this.finisher = finisher;
		this.giveBack = giveBack;
		this.executor = executor;
		this.completions = completions;
	}

	CompletableFuture<R> start() {
		this.result.whenComplete((items, failure) -> this.queue.run(this::abandon));
		this.executor.execute(this::step);
		return this.result;
	}

	private void abandon() {
		this.abandoned = true;
		signal();
	}

	@Override
	boolean isGivenUp() {
		return this.abandoned;
	}

	@Override
	@Nullable PushTaker<T> pushTaker() {
		return this.pushTaker;
	}

	@Override
	protected PollResult<T> poll(Registration registration) {
		throw new UnsupportedOperationException("A waiter without a thread polls asynchronously");
	}

	/**
	 * Takes the next step soon. Called under the queue's lock.
	 */
	@Override
	void signal() {
		this.signalled = true;
		if (!this.busy) {
			this.busy = true;
			if (this.alarm != null) {
				this.alarm.cancel(false);
			}
			this.executor.execute(this::step);
		}
	}

	private void step() {
		try {
			if (!this.queue.mayWait(this)) {
				finish(null);
				return;
			}
			this.queue.listen();
			if (this.queue.takePushed(this)) {
				finish(null);
				return;
			}
			boolean isLast = isTimeUp();
			Registration registration = this.queue.beforePoll(this, isLast);
			if (registration == null) {
				rest(isLast);
				return;
			}
			this.poll.poll(registration)
				.whenCompleteAsync((polled, failure) -> polled(registration, polled, failure, isLast), this.executor);
		}
		catch (RuntimeException | Error ex) {
			finish(ex);
		}
	}

	private void polled(Registration registration, @Nullable PollResult<T> polled, @Nullable Throwable failure,
			boolean isLast) {
		if (polled == null) {
			finish((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
					: failure);
			return;
		}
		this.queue.afterPoll(this, registration, polled);
		rest(isLast);
	}

	private void rest(boolean isLast) {
		if (isLast) {
			finish(null);
			return;
		}
		this.queue.run(() -> {
			long nanos = this.signalled ? 0 : this.queue.sleepNanos(this);
			this.signalled = false;
			if (nanos <= 0) {
				this.executor.execute(this::step);
				return;
			}
			this.busy = false;
			this.alarm = this.executor.schedule(() -> this.queue.run(this::signal), nanos, TimeUnit.NANOSECONDS);
		});
	}

	/**
	 * Leaves the queue. The waiter stays busy, so that it takes no step any more.
	 */
	private void finish(@Nullable Throwable failure) {
		this.queue.leave(this);
		this.completions.execute(() -> conclude(failure));
	}

	private void conclude(@Nullable Throwable failure) {
		if (failure != null && this.items.isEmpty()) {
			this.result.completeExceptionally(failure);
		}
		else if (!this.result.isDone()) {
			complete();
		}
		else if (!this.items.isEmpty()) {
			this.giveBack.accept(this.items);
		}
	}

	private void complete() {
		R value;
		try {
			value = this.finisher.apply(this.items);
		}
		catch (RuntimeException ex) {
			this.result.completeExceptionally(ex);
			return;
		}
		if (!this.result.complete(value) && !this.items.isEmpty()) {
			this.giveBack.accept(this.items);
		}
	}

}
