package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.awaitility.Awaitility;

/**
 * Runs a blocking call in a thread of its own, and tells how it ended.
 *
 * @param <T> type of what it returns
 */
public final class BlockedCall<T> {

	/**
	 * The time within which a wake-up must arrive. It is safely below the five seconds
	 * after which a waiter asks Redis anyway.
	 */
	public static final Duration AT_ONCE = Duration.ofSeconds(3);

	private final FutureTask<T> task;

	private final Thread thread;

	public BlockedCall(Callable<T> work) {
		this.task = new FutureTask<>(work);
		this.thread = new Thread(this.task, "blocked-call");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Waits until the thread is blocked and registered in Redis as waiting.
	 * @param registered tells whether Redis knows of it
	 * @return this
	 */
	public BlockedCall<T> awaitParked(Callable<Boolean> registered) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> registered.call() && isParked());
		return this;
	}

	public boolean isParked() {
		return Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(this.thread.getState());
	}

	/**
	 * Returns whether the thread is blocked in a method of a class, or of what that
	 * calls.
	 * @param type the class
	 * @return true if it is
	 */
	public boolean isParkedIn(Class<?> type) {
		return isParked() && Stream.of(this.thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals(type.getName()));
	}

	public boolean isDone() {
		return this.task.isDone();
	}

	public void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * Returns the call's result, and fails if it does not come within {@link #AT_ONCE}.
	 * @return the result
	 * @see #within(Duration)
	 */
	public T atOnce() {
		return within(AT_ONCE);
	}

	/**
	 * Returns the call's result.
	 * @param time how long to wait for it
	 * @return the result
	 * @throws AssertionError if it does not come in time; or if the call threw something,
	 * which is the cause
	 */
	public T within(Duration time) {
		try {
			return this.task.get(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			throw new AssertionError("the call threw " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new AssertionError("the call did not return within " + time, whereItIs());
		}
		catch (InterruptedException ex) {
			throw new AssertionError("the test was interrupted before the call returned", ex);
		}
	}

	private Throwable whereItIs() {
		Exception where = new Exception("the call is " + this.thread.getState() + " here");
		where.setStackTrace(this.thread.getStackTrace());
		return where;
	}

}
