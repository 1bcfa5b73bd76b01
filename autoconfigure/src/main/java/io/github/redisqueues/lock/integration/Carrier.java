package io.github.redisqueues.lock.integration;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.RenewableLockRegistry;

/**
 * The thread that one hold belongs to, from the attempt until the release. Does what it
 * is told, one after the other, and unlocks by itself when the lease has run out. It is
 * never interrupted, as that closes what some databases work on.
 */
final class Carrier implements Runnable {

	private static final Log logger = LogFactory.getLog(Carrier.class);

	/**
	 * How long to stay in a registry without looking whether anybody still waits.
	 */
	private static final long LONGEST_STAY = TimeUnit.SECONDS.toNanos(1);

	private static final long SHORTEST_STAY = TimeUnit.MILLISECONDS.toNanos(20);

	/**
	 * How much of a lease may pass while it is got.
	 */
	private static final int STAY_DIVISOR = 4;

	private final LockRegistry<?> registry;

	private final List<String> keys;

	private final Runnable ended;

	private final BlockingQueue<Order> orders = new LinkedBlockingQueue<>();

	private final CompletableFuture<Boolean> taken = new CompletableFuture<>();

	/**
	 * The last one first. The carrier's own.
	 */
	private final Deque<Held> held = new ArrayDeque<>();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean over;

	private volatile long leaseBegan;

	private volatile long leaseNanos;

	Carrier(LockRegistry<?> registry, List<String> keys, Duration lease, Runnable ended) {
		this.registry = registry;
		this.keys = keys;
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
			return unlock();
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
				unlockQuietly();
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
				granted = takeAll(end) && isFresh() && this.taken.complete(true);
				if (!granted) {
					unlockQuietly();
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
				unlockQuietly();
			}
		}
	}

	private boolean takeAll(long end) throws InterruptedException {
		for (String key : this.keys) {
			Lock lock = this.registry.obtain(key);
			if (!take(lock,
					Math.min(end - System.nanoTime(), Math.min(LONGEST_STAY, this.leaseNanos / STAY_DIVISOR)))) {
				return false;
			}
			this.held.push(new Held(key, lock));
		}
		return true;
	}

	private boolean take(Lock lock, long wait) throws InterruptedException {
		if (lock instanceof DistributedLock leased) {
			return leased.tryLock((wait > 0) ? Duration.ofNanos(wait) : Duration.ZERO,
					Duration.ofNanos(this.leaseNanos));
		}
		return (wait > 0) ? lock.tryLock(wait, TimeUnit.NANOSECONDS) : lock.tryLock();
	}

	/**
	 * Where the lease could not be told, or a good part of it has passed while the last
	 * of the locks was taken, they all get it now.
	 */
	private boolean isFresh() {
		boolean leased = this.held.stream().allMatch((held) -> held.lock() instanceof DistributedLock);
		long passed = System.nanoTime() - this.leaseBegan;
		return (leased && passed < this.leaseNanos / 2) || renewHeld(Duration.ofNanos(this.leaseNanos));
	}

	private boolean prolong(Duration lease) {
		boolean stands = renewHeld(lease);
		if (!stands) {
			end();
			unlockQuietly();
		}
		return stands;
	}

	private boolean renewHeld(Duration lease) {
		long now = System.nanoTime();
		if (this.registry instanceof RenewableLockRegistry<?> renewable) {
			for (Held held : this.held) {
				try {
					renewable.renewLock(held.key(), lease);
				}
				catch (IllegalStateException ex) {
					logger.debug("The lock registry does not renew '" + held.key() + "'", ex);
					return false;
				}
			}
		}
		else if (this.held.stream().anyMatch((held) -> held.lock() instanceof DistributedLock)) {
			throw new UnsupportedOperationException("Locks of " + this.registry.getClass().getName()
					+ " have a time to live that it cannot renew: acquire them without auto-renew");
		}
		this.leaseBegan = now;
		this.leaseNanos = lease.toNanos();
		return true;
	}

	/**
	 * Unlocks in the reverse order, whatever comes of it.
	 */
	private boolean unlock() {
		boolean stood = !this.held.isEmpty();
		RuntimeException failure = null;
		while (!this.held.isEmpty()) {
			Held last = this.held.pop();
			try {
				last.lock().unlock();
			}
			catch (ConcurrentModificationException | IllegalStateException ex) {
				logger.debug("Lock '" + last.key() + "' was lost before it was unlocked", ex);
				stood = false;
			}
			catch (RuntimeException ex) {
				logger.debug("Lock '" + last.key() + "' could not be unlocked", ex);
				failure = ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
		return stood;
	}

	private void unlockQuietly() {
		try {
			unlock();
		}
		catch (RuntimeException ex) {
			// Told already, and its time to live ends it
		}
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

	/**
	 * One lock of the registry that is held.
	 *
	 * @param key its key
	 * @param lock the lock
	 */
	private record Held(String key, Lock lock) {

	}

}
