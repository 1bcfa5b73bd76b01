package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.redisqueues.lock.LockLostEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.NestedExceptionUtils;

/**
 * Ends the holds that are left when the locks are closed: their handles are lost first,
 * then the locks are released, so that other processes need not wait for the leases.
 */
final class HoldsAtClose {

	private static final Log logger = LogFactory.getLog(HoldsAtClose.class);

	private static final String FAILED = "Locks that were held when the application context was closed could not be"
			+ " released; their leases end them: ";

	/**
	 * How long to wait for the store.
	 */
	private static final Duration RELEASE_LIMIT = Duration.ofSeconds(5);

	private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final Set<LockHold> holds;

	private final LockStore store;

	private final LockHoldKeeper keeper;

	private final Executor executor;

	private final Consumer<? super LockLostEvent> lostListener;

	HoldsAtClose(Set<LockHold> holds, LockStore store, LockHoldKeeper keeper, Executor executor,
			Consumer<? super LockLostEvent> lostListener) {
		this.holds = holds;
		this.store = store;
		this.keeper = keeper;
		this.executor = executor;
		this.lostListener = lostListener;
	}

	/**
	 * Waits for something that happens within milliseconds, unless the thread is
	 * interrupted.
	 * @param limit how long to wait at the most
	 */
	static void await(Duration limit, BooleanSupplier condition) {
		long end = System.nanoTime() + limit.toNanos();
		while (!condition.getAsBoolean() && end - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(condition, CHECK_NANOS);
		}
	}

	/**
	 * Ends all holds.
	 */
	void end() {
		List<LockHold> lost = this.holds.stream().filter(this::lose).toList();
		if (lost.isEmpty()) {
			return;
		}
		try {
			CompletableFuture.runAsync(() -> lost.forEach(this::release), this.executor)
				.get(RELEASE_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			logger.warn(FAILED + NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		}
		catch (TimeoutException ex) {
			logger.warn(FAILED + "the store did not reply within " + RELEASE_LIMIT.toSeconds() + " s");
		}
	}

	/**
	 * Marks a hold as lost and reports it.
	 * @return false if it had ended before
	 */
	private boolean lose(LockHold hold) {
		List<Runnable> actions = hold.surrender().orElse(null);
		if (actions == null) {
			return false;
		}
		logger.warn("Lock " + hold.target() + " was still held when the application context was closed. It is released,"
				+ " and its handle is lost");
		actions.forEach((action) -> this.keeper.run(hold, action));
		try {
			// Now, while there are listeners
			this.lostListener.accept(hold.lostEvent());
		}
		catch (RuntimeException ex) {
			logger.error("A LockLostEvent listener of lock " + hold.target() + " threw", ex);
		}
		return true;
	}

	private void release(LockHold hold) {
		this.store.release(hold.claim(), hold.turnBegan());
	}

}
