package io.github.redisqueues.internal.lock;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.TransientDataAccessException;

/**
 * What is to be given back in the background, however long the store cannot be asked: by
 * one thread, which is there as long as there is something. What has run out by itself
 * meanwhile is left alone. Safe for use by several threads.
 */
final class Returns {

	private static final Log logger = LogFactory.getLog(Returns.class);

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

	private final Executor executor;

	private final Queue<Item> items = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean busy = new AtomicBoolean();

	Returns(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Has something given back.
	 * @param giveBack what to do, again and again while the store cannot be asked
	 * @param leaseMillis after how many milliseconds that is of no use any more
	 */
	void add(Runnable giveBack, long leaseMillis) {
		this.items.add(new Item(giveBack, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leaseMillis)));
		if (this.busy.compareAndSet(false, true)) {
			try {
				this.executor.execute(this::run);
			}
			catch (RuntimeException | Error ex) {
				this.busy.set(false);
				throw ex;
			}
		}
	}

	private void run() {
		try {
			long pause = FIRST_PAUSE;
			while (!this.items.isEmpty()) {
				boolean allFailed = goRound();
				if (allFailed) {
					LockSupport.parkNanos(pause);
				}
				pause = allFailed ? Math.min(2 * pause, LONGEST_PAUSE) : FIRST_PAUSE;
			}
		}
		finally {
			this.busy.set(false);
		}
		if (!this.items.isEmpty() && this.busy.compareAndSet(false, true)) {
			run();
		}
	}

	/**
	 * Tries each of those that are there, and leaves those that failed for the next
	 * round.
	 * @return whether all failed
	 */
	private boolean goRound() {
		int failed = 0;
		int count = this.items.size();
		for (int i = 0; i < count; i++) {
			Item item = this.items.remove();
			if (System.nanoTime() - item.end < 0 && !isDone(item)) {
				this.items.add(item);
				failed++;
			}
		}
		return failed == count;
	}

	private static boolean isDone(Item item) {
		try {
			item.giveBack.run();
			return true;
		}
		catch (TransientDataAccessException ex) {
			logger.debug("A lock cannot be given back yet", ex);
			return false;
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A lock cannot be given back, and is left to its lease", ex);
			return true;
		}
	}

	/**
	 * Something to give back.
	 *
	 * @param giveBack what to do
	 * @param end after when not to try any more, by {@link System#nanoTime()}
	 */
	private record Item(Runnable giveBack, long end) {

	}

}
