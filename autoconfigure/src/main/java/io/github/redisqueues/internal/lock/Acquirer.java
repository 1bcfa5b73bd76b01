package io.github.redisqueues.internal.lock;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.observer.CallOutcome;
import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.internal.validation.LockNames;
import io.github.redisqueues.internal.validation.LockTimes;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.lock.LockUnavailableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * Acquires locks: turns names and options into requests, and requests into holds.
 * Thread-safe.
 */
final class Acquirer {

	private static final Log logger = LogFactory.getLog(Acquirer.class);

	private final LockSettings settings;

	private final LockStore store;

	private final LeaseKeeper keeper;

	private final OwnerIds owners = new OwnerIds();

	private final OwnHolds ownHolds;

	/**
	 * Observes attempts and holds, null if no observer watches.
	 */
	private final @Nullable LockObserver observer;

	private volatile boolean closed;

	Acquirer(LockSettings settings, LockStore store, LeaseKeeper keeper, @Nullable LockObserver observer) {
		this.settings = settings;
		this.store = store;
		this.keeper = keeper;
		this.ownHolds = new OwnHolds(store);
		this.observer = observer;
	}

	OwnHolds ownHolds() {
		return this.ownHolds;
	}

	LockTarget target(String name, List<String> keys) {
		return new LockTarget(this.settings.namespace(), LockNames.require("name", name), keys);
	}

	LockRequest mutex(String name, LockOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		boolean fair = options.fair().orElse(false);
		if (fair && options.keys().size() > 1) {
			throw new IllegalArgumentException("A fair lock can have only one key, but lock '" + name + "' has "
					+ options.keys().size() + ": " + options.keys());
		}
		return request(target(name, options.keys()), LockKind.MUTEX, 1, fair, options);
	}

	LockRequest shared(LockTarget target, LockKind kind, int limit, LockOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		if (!options.keys().isEmpty() || !options.fair().orElse(true)) {
			throw new IllegalArgumentException("Lock '" + target.name()
					+ "' is a read/write lock or semaphore, which has no keys and is always fair, but the options are "
					+ options);
		}
		return request(target, kind, limit, true, options);
	}

	private LockRequest request(LockTarget target, LockKind kind, int limit, boolean fair, LockOptions options) {
		Duration lease = options.leaseTime().orElse(this.settings.leaseTime());
		boolean autoRenew = options.autoRenew().orElse(this.settings.autoRenew());
		if (autoRenew) {
			LockTimes.requireRenewable("leaseTime", lease);
		}
		Duration wait = options.waitTime().orElse(this.settings.waitTime());
		return new LockRequest(target, kind, limit, fair, wait.toNanos(), lease.toMillis(), autoRenew);
	}

	/**
	 * Returns options that wait only if they say so.
	 */
	static LockOptions withoutDefaultWait(LockOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		return options.waitTime().isPresent() ? options : options.waitTime(Duration.ZERO);
	}

	Optional<LockHandle> tryAcquire(LockRequest request) {
		return Optional.ofNullable(hold(request));
	}

	LockHandle acquire(LockRequest request) {
		return require(request);
	}

	private LockHold require(LockRequest request) {
		LockHold hold = hold(request);
		if (hold == null) {
			throw unavailable(request);
		}
		return hold;
	}

	LockUnavailableException unavailable(LockRequest request) {
		String reason = (request.waitNanos() > 0)
				? " did not become free within " + Duration.ofNanos(request.waitNanos()).toMillis() + " ms"
				: " is taken";
		if (Thread.currentThread().isInterrupted()) {
			reason = " was not acquired because the thread was interrupted";
		}
		else {
			LockHold own = this.ownHolds.blocking(request);
			reason = (own != null) ? OwnHolds.explain(request, own) : reason;
		}
		return new LockUnavailableException(request.target().name(), "Lock " + request.target() + reason);
	}

	/**
	 * Refuses to acquire locks from now on.
	 */
	void close() {
		this.closed = true;
	}

	private static ApplicationContextClosedException closed(LockRequest request) {
		return new ApplicationContextClosedException(
				"Lock " + request.target() + " was not acquired because the application context has been closed");
	}

	private @Nullable LockHold hold(LockRequest request) {
		return (this.observer != null) ? observedHold(this.observer, request) : unobservedHold(request);
	}

	private @Nullable LockHold observedHold(LockObserver observer, LockRequest request) {
		String name = request.target().name();
		ObservedCall call = observer.acquiring(name, request.target().keys());
		LockHold hold;
		try (CallScope scope = call.open()) {
			hold = unobservedHold(request);
		}
		catch (RuntimeException | Error ex) {
			call.end(null, ex);
			throw ex;
		}
		call.end((hold != null) ? CallOutcome.ACQUIRED : CallOutcome.UNAVAILABLE, null);
		if (hold != null) {
			hold.onEnd((held, lost) -> observer.held(name, held, lost));
		}
		return hold;
	}

	/**
	 * Acquires a lock. An interrupt from before does not matter if the call does not
	 * wait.
	 */
	private @Nullable LockHold unobservedHold(LockRequest request) {
		if (this.closed) {
			throw closed(request);
		}
		boolean interrupted = request.waitNanos() == 0 && Thread.interrupted();
		try {
			LockHold hold = holdInTime(request);
			if (hold == null && request.waitNanos() > 0 && this.store.isClosed()) {
				throw closed(request);
			}
			return hold;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Acquires a lock. A reply may take as long as the lease; then the lock is released
	 * and the store is asked again, while there is time.
	 */
	private @Nullable LockHold holdInTime(LockRequest request) {
		long end = System.nanoTime() + request.waitNanos();
		LockRequest rest = this.ownHolds.block(request) ? request.waiting(0) : this.ownHolds.letIn(request);
		while (rest.waitNanos() >= 0 && !Thread.currentThread().isInterrupted()) {
			String owner = this.owners.next(request.kind());
			LockAttempt attempt = ask(rest, owner);
			if (attempt == null || !attempt.isGranted()) {
				return null;
			}
			if (System.nanoTime() - LockLease.deadline(attempt.sentAt(), request.leaseMillis()) < 0) {
				if (this.closed) {
					this.store.abandon(request.claim(owner));
					throw closed(request);
				}
				LockHold hold = this.keeper.add(request, owner, attempt);
				this.ownHolds.add(hold);
				return hold;
			}
			this.store.abandon(request.claim(owner));
			rest = request.waiting(end - System.nanoTime());
		}
		return null;
	}

	/**
	 * Asks the store.
	 * @return its reply, or null if the thread was interrupted meanwhile
	 */
	private @Nullable LockAttempt ask(LockRequest request, String owner) {
		try {
			return this.store.acquire(request, owner);
		}
		catch (RedisCallFailedException ex) {
			if (ex instanceof RedisOutcomeUnknownException) {
				this.store.abandon(request.claim(owner));
			}
			if (Thread.currentThread().isInterrupted()) {
				return null;
			}
			throw ex;
		}
	}

	<T> T execute(LockRequest request, Callable<T> action) {
		LockHandle own = this.ownHolds.covering(request).orElse(null);
		if (own != null) {
			return run(own, action, (ended) -> ((LockHold) OwnHolds.unwrap(own)).isReleased() || own.isHeld());
		}
		LockHold hold = require(request);
		boolean inTransaction = TransactionRelease.register(hold);
		return run(hold, action, (normally) -> {
			if (!normally) {
				boolean wasHeld = hold.isHeld() || hold.isReleased();
				if (!inTransaction) {
					hold.close();
				}
				return wasHeld;
			}
			return hold.isReleased() || (inTransaction ? hold.isHeld() : released(hold));
		});
	}

	/**
	 * Runs an action under a hold.
	 * @param end ends the use of the hold. Its argument says whether the action ended
	 * normally; it returns whether the lock was held to the end.
	 */
	private static <T> T run(LockHandle hold, Callable<T> action, Predicate<Boolean> end) {
		T result;
		try {
			result = hold.call(action);
		}
		catch (Throwable ex) {
			if (!end.test(false)) {
				ex.addSuppressed(lost(hold));
			}
			throw unchecked(ex);
		}
		if (!end.test(true)) {
			throw lost(hold);
		}
		return result;
	}

	/**
	 * Releases a lock. If it was held to the end, failing to release it is no error.
	 */
	private static boolean released(LockHandle hold) {
		boolean wasHeld = hold.isHeld();
		try {
			return hold.release();
		}
		catch (TransientDataAccessException ex) {
			logger.warn("Lock '" + hold.name() + "' could not be released; retrying until its lease runs out: "
					+ ex.getMessage());
			return wasHeld;
		}
	}

	private static LockLostException lost(LockHandle hold) {
		return new LockLostException(hold.name(), "Lock '" + hold.name() + "' was lost before the action"
				+ " under it ended: its lease ran out, or it was taken away");
	}

	private static RuntimeException unchecked(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof RuntimeException unchecked) ? unchecked : new UndeclaredThrowableException(failure);
	}

}
