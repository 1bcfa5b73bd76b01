package io.github.redisqueues.internal.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Renews leases in batches. Whatever happens to one hold, the renewal of the others ends,
 * too. Thread-safe.
 */
final class LockRenewer {

	private static final Log logger = LogFactory.getLog(LockRenewer.class);

	/**
	 * Most keys in one request.
	 */
	private static final int BATCH_KEYS = 500;

	private static final int MAX_THREADS = 8;

	private final LockStore store;

	private final Executor executor;

	private volatile boolean failing;

	LockRenewer(LockStore store, Executor executor) {
		this.store = store;
		this.executor = executor;
	}

	/**
	 * Renews holds whose renewal was begun. Batches run on up to eight threads, because
	 * in a Cluster one may go to a node that does not reply.
	 */
	void renewAll(List<LockHold> due) {
		Queue<List<LockHold>> batches;
		try {
			batches = new ConcurrentLinkedQueue<>(batches(due));
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
			cancel(due);
			return;
		}
		for (int i = Math.min(batches.size(), MAX_THREADS); i > 1; i--) {
			execute(this.executor, () -> renewEach(batches));
		}
		renewEach(batches);
	}

	private Collection<List<LockHold>> batches(List<LockHold> holds) {
		Map<Object, List<LockHold>> groups = new LinkedHashMap<>();
		holds.forEach((hold) -> groups.computeIfAbsent(this.store.batchKey(hold.claim()), (key) -> new ArrayList<>())
			.add(hold));
		List<List<LockHold>> batches = new ArrayList<>();
		for (List<LockHold> group : groups.values()) {
			int keys = BATCH_KEYS;
			for (LockHold hold : group) {
				if (keys >= BATCH_KEYS) {
					batches.add(new ArrayList<>());
					keys = 0;
				}
				batches.get(batches.size() - 1).add(hold);
				keys += Math.max(hold.keys().size(), 1);
			}
		}
		return batches;
	}

	private void renewEach(Queue<List<LockHold>> batches) {
		for (List<LockHold> batch = batches.poll(); batch != null; batch = batches.poll()) {
			renew(batch);
		}
	}

	private void renew(List<LockHold> batch) {
		List<LockClaim> claims = batch.stream().map(LockHold::claim).toList();
		boolean[] granted = new boolean[batch.size()];
		boolean answered = false;
		long sentAt = System.nanoTime();
		try {
			granted = this.store.renew(claims);
			answered = true;
			this.failing = false;
		}
		catch (RuntimeException | Error ex) {
			failed(ex);
		}
		for (int i = 0; i < granted.length; i++) {
			end(batch.get(i), answered, granted[i], sentAt, claims.get(i).leaseMillis());
		}
	}

	/**
	 * Ends renewals that were begun but not sent.
	 */
	void cancel(List<LockHold> holds) {
		holds.forEach((hold) -> end(hold, false, false, 0, 0));
	}

	private void end(LockHold hold, boolean answered, boolean granted, long sentAt, long leaseMillis) {
		try {
			hold.renewed(granted, sentAt, leaseMillis);
			if (answered && !granted) {
				hold.lose();
				if (hold.keys().size() > 1) {
					// Releases the keys that were not taken away
					this.store.abandon(hold.claim());
				}
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("The renewal of lock " + hold.target() + " failed; retrying until its lease runs out", ex);
		}
	}

	private void failed(Throwable failure) {
		if (!this.failing) {
			logger.warn("Lock renewal failed; retrying until the leases run out", failure);
		}
		this.failing = true;
	}

	/**
	 * Runs a task on another thread.
	 * @return false if no thread could be started
	 */
	static boolean execute(Executor executor, Runnable task) {
		try {
			executor.execute(task);
			return true;
		}
		catch (RuntimeException | Error ex) {
			logger.error("No thread could be started for lock renewal; retrying", ex);
			return false;
		}
	}

}
