package io.github.redisqueues.internal.lock;

import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
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
 * Turns names and options into requests, and requests into holds. Safe for use by several
 * threads.
 */
final class Acquirer {

	private static final Log logger = LogFactory.getLog(Acquirer.class);

	private final LockSettings settings;

	private final HoldStore store;

	private final Holds holds;

	private final Owners owners = new Owners();

	Acquirer(LockSettings settings, HoldStore store, Holds holds) {
		this.settings = settings;
		this.store = store;
		this.holds = holds;
	}

	LockTarget target(String name, List<String> keys) {
		return new LockTarget(this.settings.namespace(), LockNames.require("name", name), keys);
	}

	LockRequest mutex(String name, LockOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		boolean fair = options.fair().orElse(false);
		if (fair && options.keys().size() > 1) {
			throw new IllegalArgumentException("A fair lock has one key at the most, but lock '" + name + "' has "
					+ options.keys().size() + " of them: " + options.keys());
		}
		return request(target(name, options.keys()), LockKind.MUTEX, 1, fair, options);
	}

	LockRequest shared(LockTarget target, LockKind kind, int limit, LockOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		if (!options.keys().isEmpty() || !options.fair().orElse(true)) {
			throw new IllegalArgumentException("Lock '" + target.name()
					+ "' is of a kind that has no keys and is always fair, but the options are " + options);
		}
		return request(target, kind, limit, true, options);
	}

	private LockRequest request(LockTarget target, LockKind kind, int limit, boolean inTurn, LockOptions options) {
		Duration lease = options.leaseTime().orElse(this.settings.leaseTime());
		boolean autoRenew = options.autoRenew().orElse(this.settings.autoRenew());
		if (autoRenew) {
			LockTimes.requireRenewable("leaseTime", lease);
		}
		Duration wait = options.waitTime().orElse(this.settings.waitTime());
		return new LockRequest(target, kind, limit, inTurn, wait.toNanos(), lease.toMillis(), autoRenew);
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
		String reason = " did not come free within " + Duration.ofNanos(request.waitNanos());
		if (Thread.currentThread().isInterrupted()) {
			reason = " was not acquired, as the thread was interrupted";
		}
		else if (this.store.isStopped()) {
			reason = " is not free, and cannot be waited for, as the locks have been stopped";
		}
		return new LockUnavailableException(request.target().name(), "Lock " + request.target() + reason);
	}

	/**
	 * Who does not wait is not interrupted by what was before.
	 */
	private @Nullable LockHold hold(LockRequest request) {
		boolean interrupted = request.waitNanos() == 0 && Thread.interrupted();
		try {
			return holdInTime(request);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * An answer may take as long as the lease. What it brought is given back then, and
	 * the store is asked again while there is time.
	 */
	private @Nullable LockHold holdInTime(LockRequest request) {
		long end = System.nanoTime() + request.waitNanos();
		LockRequest rest = request;
		while (rest.waitNanos() >= 0 && !Thread.currentThread().isInterrupted()) {
			String owner = this.owners.next(request.kind());
			Attempt attempt = ask(rest, owner);
			if (attempt == null || !attempt.isGranted()) {
				return null;
			}
			if (System.nanoTime() - Lease.deadline(attempt.sentAt(), request.leaseMillis()) < 0) {
				return this.holds.add(request, owner, attempt);
			}
			this.store.abandon(request.target(), request.kind(), owner, request.leaseMillis());
			rest = request.waiting(end - System.nanoTime());
		}
		return null;
	}

	/**
	 * Asks the store.
	 * @return what it said, null if the thread was interrupted meanwhile
	 */
	private @Nullable Attempt ask(LockRequest request, String owner) {
		try {
			return this.store.acquire(request, owner);
		}
		catch (RedisNotExecutedException | RedisOutcomeUnknownException ex) {
			if (ex instanceof RedisOutcomeUnknownException) {
				this.store.abandon(request.target(), request.kind(), owner, request.leaseMillis());
			}
			if (Thread.currentThread().isInterrupted()) {
				return null;
			}
			throw ex;
		}
	}

	<T> T execute(LockRequest request, Callable<T> action) {
		LockHold hold = require(request);
		boolean follows = HeldTransaction.follow(hold);
		T result;
		try {
			result = hold.call(action);
		}
		catch (Throwable ex) {
			if (!hold.isHeld() && !hold.isReleased()) {
				ex.addSuppressed(lost(hold));
			}
			if (!follows) {
				hold.close();
			}
			throw unchecked(ex);
		}
		boolean stood = hold.isReleased() || (follows ? hold.isHeld() : released(hold));
		if (!stood) {
			throw lost(hold);
		}
		return result;
	}

	/**
	 * A lock that stood to the end has done its duty, even if it cannot be given back
	 * now.
	 */
	private static boolean released(LockHandle hold) {
		boolean stood = hold.isHeld();
		try {
			return hold.release();
		}
		catch (TransientDataAccessException ex) {
			logger.warn("Lock '" + hold.name() + "' could not be released yet: " + ex.getMessage());
			return stood;
		}
	}

	private static LockLostException lost(LockHandle hold) {
		return new LockLostException(hold.name(), "Lock '" + hold.name() + "' was lost before the action under it"
				+ " had ended: its lease ran out, or it was taken away");
	}

	private static RuntimeException unchecked(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		return (failure instanceof RuntimeException unchecked) ? unchecked : new UndeclaredThrowableException(failure);
	}

}
