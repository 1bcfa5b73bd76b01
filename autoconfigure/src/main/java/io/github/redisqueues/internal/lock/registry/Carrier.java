package io.github.redisqueues.internal.lock.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The thread that one hold belongs to, from the attempt until the release. Does what it
 * is told, one after the other, and unlocks by itself when the lease has run out. It is
 * never interrupted, as that closes what some databases work on.
 */
final class Carrier implements Runnable {

	/**
	 * How long to stay in a registry without looking whether anybody still waits.
	 */
	private static final long LONGEST_STAY = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_STAY = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * How much of a lease may pass while it is got.
	 */
	private static final int STAY_DIVISOR = 4;

	private final RegistryLocks locks;

	private final Runnable ended;

	private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

	private final CompletableFuture<Boolean> taken = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean over;

	private volatile long leaseBegan;

	private volatile long leaseNanos;

	Carrier(RegistryLocks locks, Duration lease, Runnable ended) {
		this.locks = locks;
		this.leaseNanos = lease.toNanos();
		this.ended = ended;
	}

	CompletableFuture<Boolean> acquire(Duration wait) {
		this.orders.add(new Order(this.taken, () -> take(System.nanoTime() + wait.toNanos())));
		return this.taken;
	}

	CompletableFuture<Boolean> renew(Duration lease) {
		return order(() -> prolong(lease));
	}

	CompletableFuture<Boolean> release() {
		return order(() -> {
			end();
			return this.locks.unlock();
		});
	}

	/**
	 * Gives back what is or will be held. Does not wait.
	 */
	void giveUp() {
		this.taken.complete(false);
		release();
	}

	/**
	 * Has those who still wait for the lock wait no more.
	 */
	void stopWaiting() {
		this.taken.complete(false);
	}

	/**
	 * Leaves what is held as it is.
	 */
	void leave() {
		order(() -> {
			end();
			return false;
		});
	}

	/**
	 * The moment from which the lease counts.
	 */
	long leaseBegan() {
		return this.leaseBegan;
	}

	@Override
	public void run() {
		while (!isOver()) {
			Order order = next();
			if (order != null) {
				order.carryOut();
			}
			else {
				end();
				this.locks.unlockQuietly();
			}
		}
	}

	private @Nullable Order next() {
		try {
			return this.taken.isDone()
					? this.orders.poll(this.leaseBegan + this.leaseNanos - System.nanoTime(), TimeUnit.NANOSECONDS)
					: this.orders.take();
		}
		catch (InterruptedException ex) {
			// Nobody has this thread, and it has to go on
			return new Order(new CompletableFuture<>(), () -> true);
		}
	}

	private CompletableFuture<Boolean> order(Work work) {
		CompletableFuture<Boolean> answer = new CompletableFuture<>();
		this.lock.lock();
		try {
			if (this.over) {
				answer.complete(false);
			}
			else {
				this.orders.add(new Order(answer, work));
			}
		}
		finally {
			this.lock.unlock();
		}
		return answer;
	}

	private boolean isOver() {
		this.lock.lock();
		try {
			return this.over;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more orders.
	 */
	private void end() {
		List<Order> late = new ArrayList<>();
		this.lock.lock();
		try {
			this.over = true;
			this.orders.drainTo(late);
		}
		finally {
			this.lock.unlock();
		}
		this.ended.run();
		late.forEach((order) -> order.answer().complete(false));
	}

	private boolean take(long end) throws InterruptedException {
		boolean granted = false;
		try {
			while (!granted && !this.taken.isDone()) {
				this.leaseBegan = System.nanoTime();
				granted = this.locks.take(end, stay(), lease()) && isFresh() && this.taken.complete(true);
				if (!granted) {
					this.locks.unlockQuietly();
					long left = end - System.nanoTime();
					if (left <= 0) {
						break;
					}
					if (System.nanoTime() - this.leaseBegan < SHORTEST_STAY) {
						// It would not wait, as a registry that is not connected
						LockSupport.parkNanos(Math.min(left, SHORTEST_STAY));
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
	 * Where the lease could not be told, or a good part of it has passed while the last
	 * of the locks was taken, they all get it now.
	 */
	private boolean isFresh() {
		boolean fresh = this.locks.haveLease() && System.nanoTime() - this.leaseBegan < this.leaseNanos / 2;
		return fresh || renewLocks(lease());
	}

	private boolean prolong(Duration lease) {
		boolean stands = renewLocks(lease);
		if (!stands) {
			end();
			this.locks.unlockQuietly();
		}
		return stands;
	}

	private boolean renewLocks(Duration lease) {
		long now = System.nanoTime();
		boolean stand = this.locks.renew(lease);
		if (stand) {
			this.leaseBegan = now;
			this.leaseNanos = lease.toNanos();
		}
		return stand;
	}

	private Duration stay() {
		return Duration.ofNanos(Math.min(LONGEST_STAY, this.leaseNanos / STAY_DIVISOR));
	}

	private Duration lease() {
		return Duration.ofNanos(this.leaseNanos);
	}

	/**
	 * What a carrier can be told to do.
	 */
	private interface Work {

		boolean perform() throws InterruptedException;

	}

	/**
	 * Something to do, and who wants to know.
	 *
	 * @param answer where the outcome goes
	 * @param work what to do
	 */
	private record Order(CompletableFuture<Boolean> answer, Work work) {

		void carryOut() {
			try {
				this.answer.complete(this.work.perform());
			}
			catch (InterruptedException ex) {
				this.answer.completeExceptionally(new IllegalStateException("interrupted", ex));
			}
			catch (RuntimeException | Error ex) {
				this.answer.completeExceptionally(ex);
			}
		}

	}

}
