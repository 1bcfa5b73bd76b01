package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A thread that waits for something in Redis, and what became of it.
 *
 * @param <T> type of what it returns
 */
public final class Waiter<T> {

	/**
	 * Within this time a wake-up must have come: safely below the five seconds after
	 * which a waiter looks for itself.
	 */
	public static final Duration AT_ONCE = Duration.ofSeconds(3);

	private final FutureTask<T> task;

	private final Thread thread;

	public Waiter(Callable<T> work) {
		this.task = new FutureTask<>(work);
		this.thread = new Thread(this.task, "waiter");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Returns once the thread waits, and has told Redis that it does.
	 * @param registered whether Redis knows
	 * @return this
	 */
	public Waiter<T> awaitParked(Callable<Boolean> registered) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> registered.call() && isParked());
		return this;
	}

	public boolean isParked() {
		return Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(this.thread.getState());
	}

	public boolean isDone() {
		return this.task.isDone();
	}

	public void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * What it returned, provided that it did so at once.
	 * @return what it returned
	 */
	public T atOnce() {
		return within(AT_ONCE);
	}

	public T within(Duration time) {
		try {
			return this.task.get(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("waiter did not return within " + time, ex);
		}
	}

}
