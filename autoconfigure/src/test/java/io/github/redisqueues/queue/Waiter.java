package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

/**
 * A thread that waits on a queue, and what became of it.
 *
 * @param <T> type of what it returns
 */
final class Waiter<T> {

	/**
	 * Within this time a wake-up must have come: safely below the five seconds after
	 * which a waiter looks for itself.
	 */
	static final Duration AT_ONCE = Duration.ofSeconds(3);

	private final FutureTask<T> task;

	private final Thread thread;

	Waiter(Callable<T> work) {
		this.task = new FutureTask<>(work);
		this.thread = new Thread(this.task, "waiter");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	/**
	 * Returns once the thread waits, and has told Redis that it does.
	 * @param fixture the test
	 * @param queue the queue it waits on
	 * @return this
	 */
	Waiter<T> awaitWaiting(QueueFixture fixture, RedisQueue<?> queue) {
		String waiters = fixture.invariant(queue).key("waiters");
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> fixture.redis().nodeOf(waiters).number("ZCARD", waiters) > 0 && isParked());
		return this;
	}

	boolean isParked() {
		return Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING).contains(this.thread.getState());
	}

	boolean isDone() {
		return this.task.isDone();
	}

	void interrupt() {
		this.thread.interrupt();
	}

	/**
	 * What it returned, provided that it did so at once.
	 * @return what it returned
	 */
	T atOnce() {
		return within(AT_ONCE);
	}

	T within(Duration time) {
		try {
			return this.task.get(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("waiter did not return within " + time, ex);
		}
	}

}
