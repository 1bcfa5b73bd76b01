package io.github.redisqueues.internal.lock;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.redisqueues.lock.LockHandle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * The holds of the calling thread: those under which it runs, and those that it acquired,
 * until they end or another thread uses them. Work of a thread can share its holds, and a
 * thread must not wait for them.
 */
final class OwnHolds {

	private static final Log logger = LogFactory.getLog(OwnHolds.class);

	private final LockStore store;

	/**
	 * What each thread has acquired, by the name of the lock.
	 */
	private final ThreadLocal<Map<String, Set<LockHold>>> acquired = ThreadLocal.withInitial(ConcurrentHashMap::new);

	OwnHolds(LockStore store) {
		this.store = store;
	}

	/**
	 * Adds a hold that the calling thread has acquired.
	 */
	void add(LockHold hold) {
		Map<String, Set<LockHold>> holds = this.acquired.get();
		holds.compute(hold.name(), (name, before) -> {
			Set<LockHold> all = (before != null) ? before : ConcurrentHashMap.newKeySet();
			all.add(hold);
			return all;
		});
		hold.threadTie().begin(() -> holds.computeIfPresent(hold.name(), (name, all) -> {
			all.remove(hold);
			return all.isEmpty() ? null : all;
		}));
	}

	/**
	 * Returns a hold under which the work of a request can run, as it includes all that
	 * is asked for.
	 */
	Optional<LockHandle> covering(LockRequest request) {
		return handles(request).filter(
				(handle) -> unwrap(handle) instanceof LockHold hold && hold.isHeld() && covers(hold.request(), request))
			.findFirst();
	}

	private static boolean covers(LockRequest held, LockRequest request) {
		boolean kind = switch (request.kind()) {
			case MUTEX, WRITE -> held.kind() == request.kind();
			case READ -> held.kind() == LockKind.READ || held.kind() == LockKind.WRITE;
			case PERMIT -> false;
		};
		return kind && held.target().includes(request.target());
	}

	/**
	 * Returns a hold that a request would wait for in vain, because only the calling
	 * thread can end it.
	 */
	@Nullable LockHold blocking(LockRequest request) {
		return switch (request.kind()) {
			case MUTEX,
					WRITE ->
				lasting(request).filter((hold) -> excludes(hold.request().kind(), request.kind()))
					.findFirst()
					.orElse(null);
			case READ -> null;
			case PERMIT -> lasting(request).filter((hold) -> hold.request().kind() == LockKind.PERMIT)
				.skip(request.limit() - 1L)
				.findFirst()
				.orElse(null);
		};
	}

	/**
	 * Returns whether only the calling thread can end what a request would wait for.
	 */
	boolean block(LockRequest request) {
		LockHold own = (request.waitNanos() > 0) ? blocking(request) : null;
		while (own != null && !confirm(own)) {
			own = blocking(request);
		}
		return own != null;
	}

	/**
	 * Asks the store whether a lock was taken away, by a renewal that may come early.
	 * @return false if it is lost
	 */
	private boolean confirm(LockHold hold) {
		if (hold.isRenewed() && hold.beginRenewal()) {
			LockClaim claim = hold.claim();
			long sentAt = System.nanoTime();
			boolean granted = false;
			try {
				granted = this.store.renew(List.of(claim))[0];
				if (!granted) {
					hold.lose();
				}
			}
			catch (TransientDataAccessException ex) {
				logger.debug("It could not be confirmed that lock " + hold.target() + " is held", ex);
			}
			finally {
				hold.renewed(granted, sentAt, claim.leaseMillis());
			}
		}
		return hold.isHeld();
	}

	/**
	 * Names the hold of the calling thread beside which a reader need not wait: the
	 * latest, as earlier ones may have been taken away unnoticed.
	 */
	LockRequest letIn(LockRequest request) {
		if (request.kind() != LockKind.READ) {
			return request;
		}
		return holds(request).filter((hold) -> hold.isHeld() && covers(hold.request(), request))
			.max(Comparator.comparingLong(LockHold::token))
			.map((hold) -> request.beside(hold.claim().owner()))
			.orElse(request);
	}

	private static boolean excludes(LockKind held, LockKind requested) {
		return (requested == LockKind.MUTEX) ? held == LockKind.MUTEX
				: (held == LockKind.READ || held == LockKind.WRITE);
	}

	/**
	 * Returns the holds of the same lock that will not end by themselves while the
	 * request waits.
	 */
	private Stream<LockHold> lasting(LockRequest request) {
		return holds(request).filter((hold) -> hold.isHeld() && hold.target().overlaps(request.target())
				&& (hold.isRenewed() || hold.remaining().toNanos() > request.waitNanos()));
	}

	/**
	 * Returns whether a handle is one of this store's.
	 */
	boolean isOfSameStore(LockHandle handle) {
		return unwrap(handle) instanceof LockHold hold && hold.isIn(this.store);
	}

	private Stream<LockHold> holds(LockRequest request) {
		return handles(request).map(OwnHolds::unwrap).map(LockHold.class::cast).distinct();
	}

	private Stream<LockHandle> handles(LockRequest request) {
		String name = request.target().name();
		return Stream
			.concat(LockHandle.allCurrent().stream().filter((handle) -> handle.name().equals(name)),
					this.acquired.get().getOrDefault(name, Set.of()).stream())
			.filter(this::isOfSameStore);
	}

	static LockHandle unwrap(LockHandle handle) {
		LockHandle inner = handle;
		while (inner instanceof WrappedHandle wrapped) {
			inner = wrapped.handle();
		}
		return inner;
	}

	/**
	 * Says why a thread cannot get a lock while it has a hold.
	 */
	static String explain(LockRequest request, LockHold own) {
		String advice = switch (request.kind()) {
			case WRITE -> (own.request().kind() == LockKind.READ)
					? "A read lock cannot become a write lock: release it before, or acquire the write lock first"
					: "Release it before";
			case PERMIT -> "Release a permit before";
			default -> own.target().includes(request.target()) ? "Release it before, or run the work with execute"
					: "Release it before, or acquire all keys at once";
		};
		return " was not acquired: this thread itself holds " + own.target()
				+ ((request.kind() == LockKind.PERMIT) ? ", all " + request.limit() + " permits" : "") + ". " + advice
				+ remaining(own);
	}

	private static String remaining(LockHold own) {
		return own.isRenewed() ? ""
				: " (it ends by itself in " + TimeUnit.NANOSECONDS.toMillis(own.remaining().toNanos()) + " ms)";
	}

}
