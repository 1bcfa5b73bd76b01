package io.github.redisqueues.lock;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

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
	 * @param giveBack what to do, again and again until it does not fail
	 * @param leaseMillis after how many milliseconds that is of no use any more
	 */
	void add(Runnable giveBack, long leaseMillis) {
		this.items.add(new Item(giveBack, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(leaseMillis)));
		startUnlessBusy();
	}

	private void startUnlessBusy() {
		if (this.busy.compareAndSet(false, true)) {
			this.executor.execute(this::run);
		}
	}

	private void run() {
		long pause = FIRST_PAUSE;
		for (Item item = this.items.peek(); item != null; item = this.items.peek()) {
			if (System.nanoTime() - item.end >= 0 || isDone(item)) {
				this.items.remove(item);
				pause = FIRST_PAUSE;
			}
			else {
				LockSupport.parkNanos(pause);
				pause = Math.min(2 * pause, LONGEST_PAUSE);
			}
		}
		this.busy.set(false);
		if (!this.items.isEmpty()) {
			startUnlessBusy();
		}
	}

	private static boolean isDone(Item item) {
		try {
			item.giveBack.run();
			return true;
		}
		catch (RuntimeException ex) {
			logger.debug("A lock cannot be given back yet", ex);
			return false;
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
