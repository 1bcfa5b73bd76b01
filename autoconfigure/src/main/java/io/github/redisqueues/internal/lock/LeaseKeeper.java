package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.github.redisqueues.lock.LockLostEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps all holds of this process: has each lease renewed after about a third of it, and
 * reports holds whose lease has run out. One thread, started with the first hold, decides
 * what is due. It never waits for the store, so it notices in time which leases run out.
 * Thread-safe.
 */
final class LeaseKeeper implements LockHoldKeeper, AutoCloseable {

	private static final Log logger = LogFactory.getLog(LeaseKeeper.class);

	private static final long NEVER = Long.MAX_VALUE;

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final LockStore store;

	private final Executor executor;

	private final Consumer<? super LockLostEvent> lostListener;

	private final LockRenewer renewer;

	private final Set<LockHold> holds = ConcurrentHashMap.newKeySet();

	/**
	 * Holds that have ended and of which the store is being told.
	 */
	private final Set<LockHold> ending = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

	private final long origin = System.nanoTime();

	/**
	 * When the thread wakes up next. What is due earlier must unpark it.
	 */
	private volatile long nextAt = NEVER;

	private volatile boolean closed;

	LeaseKeeper(LockStore store, Executor executor, Consumer<? super LockLostEvent> lostListener) {
		this.store = store;
		this.executor = executor;
		this.lostListener = lostListener;
		this.renewer = new LockRenewer(store, executor);
	}

	/**
	 * Has all leases renewed at once, after a time in which the store was stopped.
	 */
	void resume() {
		this.holds.forEach((hold) -> hold.renewAt(clock()));
		LockSupport.unpark(this.thread.get());
	}

	/**
	 * Returns what this process holds.
	 * @param max how many holds at most
	 */
	List<LockClaim> claims(int max) {
		return this.holds.stream().limit(max).map(LockHold::claim).toList();
	}

	/**
	 * Ends all holds.
	 * @param grace how long their owners have to release them
	 * @param releaseGrace how long to wait for releases that are under way then
	 */
	void endAll(Duration grace, Duration releaseGrace) {
		HoldsAtClose.await(grace, this.holds::isEmpty);
		new HoldsAtClose(this.holds, this.store, this, this.executor, this.lostListener).end();
		awaitReleases(releaseGrace);
	}

	/**
	 * Waits until the store has been told of all holds that have ended.
	 * @param limit how long to wait
	 */
	void awaitReleases(Duration limit) {
		// In this order: a release that fails becomes a pending one
		HoldsAtClose.await(limit, () -> this.ending.isEmpty() && !this.store.hasPendingReleases());
	}

	/**
	 * Creates the hold that an attempt was granted, and keeps it from now on.
	 */
	LockHold add(LockRequest request, String owner, LockAttempt attempt) {
		LockHold hold = new LockHold(this.store, this, request, owner, attempt);
		hold.renewAt(nextRenewal(hold));
		this.holds.add(hold);
		startOnce();
		wakeIfDueEarlier(hold);
		return hold;
	}

	@Override
	public void changed(LockHold hold, boolean granted) {
		hold.renewAt(granted ? nextRenewal(hold) : soon(Math.max(hold.leaseMillis() / 10, 20)));
		wakeIfDueEarlier(hold);
	}

	@Override
	public void ending(LockHold hold) {
		this.ending.add(hold);
		this.holds.remove(hold);
	}

	@Override
	public void ended(LockHold hold) {
		this.holds.remove(hold);
		this.ending.remove(hold);
	}

	@Override
	public void lost(LockHold hold, List<Runnable> actions) {
		logger.warn("Lock " + hold.target() + " was lost: its lease ran out, or it was taken away");
		actions.forEach((action) -> run(hold, action));
		run(hold, () -> this.lostListener.accept(hold.lostEvent()));
	}

	@Override
	public void run(LockHold hold, Runnable action) {
		this.executor.execute(() -> {
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				logger.error("The onLost callback or a LockLostEvent listener of lock " + hold.target() + " threw", ex);
			}
		});
	}

	private void startOnce() {
		if (this.thread.get() == null && !this.closed) {
			Thread created = new Thread(this::keep, "redis-queues-lock-renewal");
			created.setDaemon(true);
			if (this.thread.compareAndSet(null, created)) {
				start(created);
			}
		}
	}

	private void start(Thread created) {
		boolean started = false;
		try {
			created.start();
			started = true;
		}
		finally {
			if (!started) {
				this.thread.set(null);
			}
		}
	}

	private void wakeIfDueEarlier(LockHold hold) {
		long dueAt = Math.min(deadline(hold), hold.isRenewed() ? hold.renewAt() : NEVER);
		if (dueAt < this.nextAt) {
			LockSupport.unpark(this.thread.get());
		}
	}

	private void keep() {
		while (!this.closed) {
			// A hold that is added from here on unparks this thread
			this.nextAt = NEVER;
			long next;
			try {
				next = startWhatIsDue();
			}
			catch (RuntimeException | Error ex) {
				// Nothing may end this thread, or holds would be lost unnoticed
				logger.error("Lock renewal failed; retrying in 100 ms", ex);
				next = clock() + RETRY_NANOS;
			}
			this.nextAt = next;
			if (next == NEVER) {
				LockSupport.park(this);
			}
			else {
				LockSupport.parkNanos(this, next - clock());
			}
		}
	}

	/**
	 * Starts the renewals that are due, and reports the holds that have run out.
	 * @return when the next hold is due
	 */
	private long startWhatIsDue() {
		long now = clock();
		long next = NEVER;
		boolean mayRenew = !this.store.isStopped();
		List<LockHold> due = new ArrayList<>();
		List<LockHold> expired = new ArrayList<>();
		for (LockHold hold : this.holds) {
			long deadline = deadline(hold);
			if (deadline <= now) {
				expired.add(hold);
				continue;
			}
			next = Math.min(next, deadline);
			if (hold.isRenewed() && mayRenew) {
				// Holds that are due soon join the batch
				long early = TimeUnit.MILLISECONDS.toNanos(hold.leaseMillis()) / 30;
				if (hold.renewAt() - early > now) {
					next = Math.min(next, hold.renewAt());
				}
				else if (hold.beginRenewal()) {
					hold.renewAt(NEVER);
					due.add(hold);
				}
			}
		}
		if (!due.isEmpty() && !LockRenewer.execute(this.executor, () -> this.renewer.renewAll(due))) {
			this.renewer.cancel(due);
		}
		// One task for all: when Redis is unreachable, there may be thousands
		if (!expired.isEmpty() && !LockRenewer.execute(this.executor, () -> expired.forEach(LeaseKeeper::lose))) {
			next = Math.min(next, now + RETRY_NANOS);
		}
		return next;
	}

	private static void lose(LockHold hold) {
		try {
			hold.lose();
		}
		catch (RuntimeException | Error ex) {
			logger.error("The loss of lock " + hold.target() + " could not be reported", ex);
		}
	}

	private long deadline(LockHold hold) {
		return hold.deadline() - this.origin;
	}

	private long clock() {
		return System.nanoTime() - this.origin;
	}

	/**
	 * After a third of the lease, or half of what is left if the reply took long.
	 */
	private long nextRenewal(LockHold hold) {
		long now = clock();
		return Math.min(soon(hold.leaseMillis() / 3), now + (deadline(hold) - now) / 2);
	}

	/**
	 * Adds jitter, so that holds that were acquired together are not always renewed
	 * together.
	 */
	private long soon(long milliseconds) {
		long nanos = TimeUnit.MILLISECONDS.toNanos(milliseconds);
		return clock() + ThreadLocalRandom.current().nextLong(nanos * 17 / 20, nanos + 1);
	}

	LockRenewer renewer() {
		return this.renewer;
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread.get());
	}

}
