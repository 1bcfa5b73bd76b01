package io.github.redisqueues.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.lock.LockCommands.Renewal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Renews the holds of this process, all of them from one thread, which is made with the
 * first one: each after about a third of its lease, many in one request. That thread
 * never waits for the store, so that it notices in time which holds have run out. Safe
 * for use by several threads.
 */
final class Renewals implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Renewals.class);

	private static final long NEVER = Long.MAX_VALUE;

	private final HoldStore store;

	private final Executor executor;

	private final Set<HeldLock> holds = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();

	private final long origin = System.nanoTime();

	/**
	 * When the thread looks next. Who brings something sooner wakes it.
	 */
	private volatile long nextAt = NEVER;

	private volatile boolean failing;

	private volatile boolean closed;

	Renewals(HoldStore store, Executor executor) {
		this.store = store;
		this.executor = executor;
	}

	void add(HeldLock hold) {
		hold.renewAt(soon(hold.leaseMillis() / 3));
		this.holds.add(hold);
		startOnce();
		lookBy(hold);
	}

	/**
	 * Notes that a hold has a new lease.
	 */
	void changed(HeldLock hold) {
		hold.renewAt(soon(hold.leaseMillis() / 3));
		lookBy(hold);
	}

	void remove(HeldLock hold) {
		this.holds.remove(hold);
	}

	private void startOnce() {
		if (this.thread.get() == null && !this.closed) {
			Thread created = new Thread(this::run, "redis-queues-lock-renewal");
			created.setDaemon(true);
			if (this.thread.compareAndSet(null, created)) {
				created.start();
			}
		}
	}

	private void lookBy(HeldLock hold) {
		long at = Math.min(deadline(hold), hold.request().autoRenew() ? hold.renewAt() : NEVER);
		if (at < this.nextAt) {
			LockSupport.unpark(this.thread.get());
		}
	}

	private void run() {
		while (!this.closed) {
			// Whoever adds a hold from here on wakes this thread
			this.nextAt = NEVER;
			long next = look();
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
	 * Sees to all holds.
	 * @return when to look again
	 */
	private long look() {
		long now = clock();
		long next = NEVER;
		List<HeldLock> due = new ArrayList<>();
		for (HeldLock hold : this.holds) {
			long deadline = deadline(hold);
			if (deadline <= now) {
				hold.lose();
				continue;
			}
			next = Math.min(next, deadline);
			if (hold.request().autoRenew()) {
				// Those that fall due soon go along with the first
				long early = TimeUnit.MILLISECONDS.toNanos(hold.leaseMillis()) / 30;
				if (hold.renewAt() != NEVER && hold.renewAt() - early <= now) {
					hold.renewAt(NEVER);
					due.add(hold);
				}
				else {
					next = Math.min(next, hold.renewAt());
				}
			}
		}
		if (!due.isEmpty()) {
			this.executor.execute(() -> this.store.batches(due).forEach(this::renew));
		}
		return next;
	}

	private void renew(List<HeldLock> batch) {
		long sentAt = System.nanoTime();
		boolean[] stand;
		try {
			stand = this.store.renew(batch.stream().map((hold) -> Renewal.of(hold, null)).toList());
		}
		catch (RuntimeException ex) {
			retry(batch, ex);
			return;
		}
		this.failing = false;
		for (int i = 0; i < stand.length; i++) {
			HeldLock hold = batch.get(i);
			if (stand[i]) {
				hold.renewed(sentAt, hold.leaseMillis());
			}
			else {
				hold.lose();
				if (hold.keys().size() > 1) {
					// Those of its locks that nobody took
					this.store.abandon(hold.target(), hold.kind(), hold.owner(), hold.leaseMillis());
				}
			}
		}
	}

	private void retry(List<HeldLock> batch, RuntimeException failure) {
		if (!this.failing) {
			logger.warn("Locks could not be renewed, which is tried again until their leases run out", failure);
		}
		this.failing = true;
		for (HeldLock hold : batch) {
			hold.renewAt(soon(Math.max(hold.leaseMillis() / 10, 20)));
			lookBy(hold);
		}
	}

	private long deadline(HeldLock hold) {
		return hold.deadline() - this.origin;
	}

	private long clock() {
		return System.nanoTime() - this.origin;
	}

	/**
	 * With jitter, so that holds that began together are not renewed together for ever.
	 */
	private long soon(long milliseconds) {
		long nanos = TimeUnit.MILLISECONDS.toNanos(milliseconds);
		return clock() + ThreadLocalRandom.current().nextLong(nanos * 17 / 20, nanos + 1);
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread.get());
	}

}
