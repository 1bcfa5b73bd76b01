package io.github.redisqueues.internal.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

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

	private static final long TROUBLE = TimeUnit.MILLISECONDS.toNanos(100);

	private static final int MOST_AT_A_TIME = 8;

	private final HoldStore store;

	private final Executor executor;

	private final Set<LockHold> holds = ConcurrentHashMap.newKeySet();

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

	void add(LockHold hold) {
		hold.renewAt(next(hold));
		this.holds.add(hold);
		startOnce();
		lookBy(hold);
	}

	/**
	 * Notes that the store was asked for a new lease, and whether the hold has it.
	 */
	void changed(LockHold hold, boolean renewed) {
		hold.renewAt(renewed ? next(hold) : soon(Math.max(hold.leaseMillis() / 10, 20)));
		lookBy(hold);
	}

	void remove(LockHold hold) {
		this.holds.remove(hold);
	}

	private void startOnce() {
		if (this.thread.get() == null && !this.closed) {
			Thread created = new Thread(this::run, "redis-queues-lock-renewal");
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

	private void lookBy(LockHold hold) {
		long at = Math.min(deadline(hold), hold.request().autoRenew() ? hold.renewAt() : NEVER);
		if (at < this.nextAt) {
			LockSupport.unpark(this.thread.get());
		}
	}

	private void run() {
		while (!this.closed) {
			// Whoever adds a hold from here on wakes this thread
			this.nextAt = NEVER;
			long next;
			try {
				next = look();
			}
			catch (RuntimeException | Error ex) {
				// Nothing may end this thread, or holds would be lost unseen
				logger.error("Locks could not be looked after, which is tried again", ex);
				next = clock() + TROUBLE;
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
	 * Sees to all holds.
	 * @return when to look again
	 */
	private long look() {
		long now = clock();
		long next = NEVER;
		List<LockHold> due = new ArrayList<>();
		List<LockHold> over = new ArrayList<>();
		for (LockHold hold : this.holds) {
			long deadline = deadline(hold);
			if (deadline <= now) {
				over.add(hold);
				continue;
			}
			next = Math.min(next, deadline);
			if (hold.request().autoRenew()) {
				// Those that fall due soon go along with the first
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
		if (!due.isEmpty() && !execute(() -> renewAll(due))) {
			due.forEach((hold) -> settle(hold, false, false, 0, 0));
		}
		// One task for all of them: when Redis is away, they may be thousands
		if (!over.isEmpty() && !execute(() -> over.forEach(this::lose))) {
			next = Math.min(next, now + TROUBLE);
		}
		return next;
	}

	private void lose(LockHold hold) {
		try {
			hold.lose();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Nobody could be told that lock " + hold.target() + " is lost", ex);
		}
	}

	private boolean execute(Runnable task) {
		try {
			this.executor.execute(task);
			return true;
		}
		catch (RuntimeException | Error ex) {
			logger.error("Locks could not be looked after, which is tried again", ex);
			return false;
		}
	}

	/**
	 * Batches do not wait for one another without end: in a Cluster one may go to a node
	 * that does not answer.
	 */
	void renewAll(List<LockHold> due) {
		List<List<LockHold>> batches;
		try {
			batches = this.store.batches(due);
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
			due.forEach((hold) -> settle(hold, false, false, 0, 0));
			return;
		}
		Queue<List<LockHold>> waiting = new ConcurrentLinkedQueue<>(batches);
		for (int i = 1; i < Math.min(batches.size(), MOST_AT_A_TIME); i++) {
			execute(() -> renewEach(waiting));
		}
		renewEach(waiting);
	}

	private void renewEach(Queue<List<LockHold>> waiting) {
		for (List<LockHold> batch = waiting.poll(); batch != null; batch = waiting.poll()) {
			renew(batch);
		}
	}

	private void renew(List<LockHold> batch) {
		List<Renewal> renewals = batch.stream().map(Renewal::of).toList();
		boolean[] stand = new boolean[batch.size()];
		boolean answered = false;
		long sentAt = System.nanoTime();
		try {
			stand = this.store.renew(renewals);
			answered = true;
			this.failing = false;
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
		for (int i = 0; i < stand.length; i++) {
			settle(batch.get(i), answered, stand[i], sentAt, renewals.get(i).leaseMillis());
		}
	}

	/**
	 * Whatever happens to one hold, the others are to be settled, too.
	 */
	private void settle(LockHold hold, boolean answered, boolean stands, long sentAt, long leaseMillis) {
		try {
			hold.renewed(stands, sentAt, leaseMillis);
			if (answered && !stands) {
				lost(hold);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("Lock " + hold.target() + " could not be looked after", ex);
		}
	}

	private void failed(Throwable failure) {
		if (!this.failing) {
			logger.warn("Locks could not be renewed, which is tried again until their leases run out", failure);
		}
		this.failing = true;
	}

	/**
	 * Those of its locks that nobody has taken come free.
	 */
	private void lost(LockHold hold) {
		hold.lose();
		if (hold.keys().size() > 1) {
			this.store.abandon(hold.target(), hold.kind(), hold.owner(), hold.leaseMillis());
		}
	}

	private long deadline(LockHold hold) {
		return hold.deadline() - this.origin;
	}

	private long clock() {
		return System.nanoTime() - this.origin;
	}

	/**
	 * After a third of the lease, and while some of it is left: the answer may have taken
	 * long.
	 */
	private long next(LockHold hold) {
		long now = clock();
		return Math.min(soon(hold.leaseMillis() / 3), now + (deadline(hold) - now) / 2);
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
