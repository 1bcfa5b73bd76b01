package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.github.redisqueues.lock.LockLostEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.dao.TransientDataAccessException;

/**
 * The holds of this process: has them renewed, tells when one is lost, and gives them
 * back whatever state the calling thread is in.
 */
final class Holds implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Holds.class);

	private final HoldStore store;

	private final AsyncTaskExecutor executor;

	private final Consumer<? super LockLostEvent> lostListener;

	private final Renewals renewals;

	Holds(HoldStore store, AsyncTaskExecutor executor, Consumer<? super LockLostEvent> lostListener) {
		this.store = store;
		this.executor = executor;
		this.lostListener = lostListener;
		this.renewals = new Renewals(store, executor);
	}

	/**
	 * Makes a hold of what was granted, and looks after it from now on.
	 */
	LockHold add(LockRequest request, String owner, Attempt attempt) {
		OptionalLong token = this.store.givesTokens() ? OptionalLong.of(attempt.token()) : OptionalLong.empty();
		LockHold hold = new LockHold(this, request, owner, token, attempt);
		this.renewals.add(hold);
		return hold;
	}

	HoldStore store() {
		return this.store;
	}

	Renewals renewals() {
		return this.renewals;
	}

	/**
	 * Gives a hold back. An interrupt waits until that is done; what cannot be done now
	 * is tried on in the background.
	 */
	boolean release(LockHold hold) {
		try {
			return uninterrupted(hold, () -> this.store.release(hold));
		}
		catch (TransientDataAccessException ex) {
			this.store.abandon(hold.target(), hold.kind(), hold.owner(), hold.leaseMillis());
			throw ex;
		}
	}

	/**
	 * Leaves a hold to a last lease, in the same way.
	 */
	boolean leave(LockHold hold, long leaseMillis) {
		boolean stood = uninterrupted(hold, () -> this.store.renew(List.of(Renewal.of(hold, leaseMillis)))[0]);
		if (stood) {
			this.store.wakeAfter(Duration.ofMillis(leaseMillis), hold.target(), hold.kind());
		}
		return stood;
	}

	private boolean uninterrupted(LockHold hold, BooleanSupplier request) {
		boolean interrupted = Thread.interrupted();
		try {
			while (true) {
				try {
					boolean stood = request.getAsBoolean();
					if (!stood) {
						lost(hold, List.of());
					}
					return stood;
				}
				catch (TransientDataAccessException ex) {
					if (!Thread.interrupted()) {
						throw ex;
					}
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Tells that a hold is lost.
	 */
	void lost(LockHold hold, List<Runnable> actions) {
		logger.warn("Lock " + hold.target() + " is lost: its lease ran out, or it was taken away");
		actions.forEach(this::run);
		publish(hold.lostEvent());
	}

	/**
	 * Runs what the application wants to be run, on a thread of its own.
	 */
	void run(Runnable action) {
		this.executor.execute(() -> {
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				logger.error("What was to be done when a lock is lost has failed", ex);
			}
		});
	}

	private void publish(LockLostEvent event) {
		run(() -> this.lostListener.accept(event));
	}

	@Override
	public void close() {
		this.renewals.close();
	}

}
