package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The thread that one hold belongs to, from the attempt until the release. Runs the tasks
 * it is given one after the other, and unlocks when the lease has run out. It is never
 * interrupted, because some databases close their files on an interrupt.
 */
final class RegistryThread implements Runnable {

	/**
	 * Longest time to wait in the registry before checking whether anybody still waits.
	 */
	private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * Part of the lease that may pass while the lock is acquired.
	 */
	private static final int WAIT_DIVISOR = 4;

	private final RegistryLocks locks;

	private final Runnable ended;

	private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

	private final CompletableFuture<Boolean> acquired = new CompletableFuture<>();

	private boolean over;

	private volatile long leaseBegan;

	private volatile long leaseNanos;

	RegistryThread(RegistryLocks locks, long leaseMillis, Runnable ended) {
		this.locks = locks;
		this.leaseNanos = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
		this.ended = ended;
	}

	CompletableFuture<Boolean> acquire(Duration wait) {
		this.tasks.add(new Task(this.acquired, () -> lock(System.nanoTime() + wait.toNanos())));
		return this.acquired;
	}

	CompletableFuture<Boolean> renew(long leaseMillis) {
		return submit(() -> {
			boolean renewed = renewLocks(TimeUnit.MILLISECONDS.toNanos(leaseMillis));
			if (!renewed) {
				end();
				this.locks.unlockQuietly();
			}
			return renewed;
		});
	}

	CompletableFuture<Boolean> release() {
		return submit(() -> {
			end();
			return this.locks.unlock();
		});
	}

	/**
	 * Releases what is held, or will be. Does not wait.
	 */
	void abandon() {
		stopWaiting();
		release();
	}

	/**
	 * Ends the attempt to acquire, if it still runs.
	 */
	void stopWaiting() {
		this.acquired.complete(false);
	}

	/**
	 * Ends this thread but leaves the lock as it is.
	 */
	void detach() {
		submit(() -> {
			end();
			return false;
		});
	}

	/**
	 * Returns when the lease began, by {@link System#nanoTime()}.
	 */
	long leaseBegan() {
		return this.leaseBegan;
	}

	@Override
	public void run() {
		while (!isOver()) {
			Task task = next();
			if (task != null) {
				task.run();
			}
			else {
				end();
				this.locks.unlockQuietly();
			}
		}
	}

	/**
	 * Waits for the next task.
	 * @return the task, null if the lease has run out
	 */
	private @Nullable Task next() {
		try {
			return this.acquired.isDone()
					? this.tasks.poll(this.leaseBegan + this.leaseNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
					: this.tasks.take();
		}
		catch (InterruptedException ex) {
			// Nobody else has this thread, which must continue
			return new Task(new CompletableFuture<>(), () -> true);
		}
	}

	private CompletableFuture<Boolean> submit(Callable<Boolean> work) {
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		synchronized (this.tasks) {
			if (this.over) {
				result.complete(false);
			}
			else {
				this.tasks.add(new Task(result, work));
			}
		}
		return result;
	}

	private boolean isOver() {
		synchronized (this.tasks) {
			return this.over;
		}
	}

	/**
	 * Accepts no more tasks.
	 */
	private void end() {
		List<Task> late = new ArrayList<>();
		synchronized (this.tasks) {
			this.over = true;
			this.tasks.drainTo(late);
		}
		this.ended.run();
		late.forEach((task) -> task.result().complete(false));
	}

	private boolean lock(long end) throws InterruptedException {
		boolean granted = false;
		try {
			while (!granted && !this.acquired.isDone()) {
				this.leaseBegan = System.nanoTime();
				Duration wait = Duration.ofNanos(Math.min(LONGEST_WAIT, this.leaseNanos / WAIT_DIVISOR));
				granted = this.locks.lock(end, wait, Duration.ofNanos(this.leaseNanos)) && hasFreshLease()
						&& this.acquired.complete(true);
				if (!granted) {
					this.locks.unlockQuietly();
					long left = end - System.nanoTime();
					if (left <= 0) {
						break;
					}
					if (System.nanoTime() - this.leaseBegan < SHORTEST_WAIT) {
						// The registry did not wait, perhaps because it is not connected
						LockSupport.parkNanos(Math.min(left, SHORTEST_WAIT));
					}
				}
			}
			return granted;
		}
		finally {
			if (!granted) {
				end();
				this.locks.unlockQuietly();
			}
		}
	}

	/**
	 * Renews the locks if they did not get the lease when they were locked, or if half of
	 * it has passed since.
	 */
	private boolean hasFreshLease() {
		boolean fresh = this.locks.haveLease() && System.nanoTime() - this.leaseBegan < this.leaseNanos / 2;
		return fresh || renewLocks(this.leaseNanos);
	}

	private boolean renewLocks(long nanos) {
		long now = System.nanoTime();
		boolean renewed = this.locks.renew(Duration.ofNanos(nanos));
		if (renewed) {
			this.leaseBegan = now;
			this.leaseNanos = nanos;
		}
		return renewed;
	}

	/**
	 * A task and its result.
	 *
	 * @param result completed with what the work returns or throws
	 * @param work what to do
	 */
	private record Task(CompletableFuture<Boolean> result, Callable<Boolean> work) implements Runnable {

		@Override
		public void run() {
			try {
				this.result.complete(this.work.call());
			}
			catch (Exception | Error ex) {
				this.result.completeExceptionally(ex);
			}
		}

	}

}
