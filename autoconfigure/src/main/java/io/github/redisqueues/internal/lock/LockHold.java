package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

import io.github.redisqueues.internal.validation.LockTimes;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockLostException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * One hold of a lock. Its {@link LockLease} decides whether it is held, whatever the
 * store says later.
 */
final class LockHold implements LockHandle {

	private static final Log logger = LogFactory.getLog(LockHold.class);

	private final LockStore store;

	private final LockHoldKeeper keeper;

	private final LockRequest request;

	private final String owner;

	private final long token;

	private final long turnBegan;

	private final LockLease lease;

	/**
	 * When to renew the lease, by the clock of the keeper.
	 */
	private volatile long renewAt;

	private final ThreadTie threadTie = new ThreadTie();

	private final long heldSince = System.nanoTime();

	/**
	 * Takes for how long the lock was held and whether it was lost.
	 */
	private volatile @Nullable BiConsumer<Duration, Boolean> onEnd;

	LockHold(LockStore store, LockHoldKeeper keeper, LockRequest request, String owner, LockAttempt attempt) {
		this.store = store;
		this.keeper = keeper;
		this.request = request;
		this.owner = owner;
		this.token = attempt.token();
		this.turnBegan = attempt.turnBegan();
		this.lease = new LockLease(attempt.sentAt(), request.leaseMillis());
	}

	@Override
	public String name() {
		return target().name();
	}

	@Override
	public List<String> keys() {
		return target().keys();
	}

	@Override
	public boolean isShared() {
		return this.request.limit() > 1;
	}

	@Override
	public long token() {
		if (!(this.store instanceof CompleteLockStore)) {
			throw new UnsupportedOperationException(
					"Lock " + target() + " has no fencing token: its store (" + this.store + ") does not have any");
		}
		return this.token;
	}

	@Override
	public <T> T call(Callable<T> action) throws Exception {
		this.threadTie.use();
		return LockHandle.super.call(action);
	}

	@Override
	public boolean isHeld() {
		return !this.lease.isOver() && this.lease.isRunning();
	}

	@Override
	public void assertHeld() {
		this.threadTie.use();
		if (!isHeld()) {
			throw new LockLostException(name(), "Lock " + target() + (this.lease.isReleased() ? " has been released"
					: " was lost: its lease ran out, or it was taken away"));
		}
	}

	@Override
	public Duration remaining() {
		return this.lease.remaining();
	}

	@Override
	public boolean extend(Duration lease) {
		this.threadTie.use();
		long millis = LockTimes.requireLease("lease", lease).toMillis();
		if (this.request.autoRenew()) {
			LockTimes.requireRenewable("lease", lease);
		}
		boolean shorter = millis < this.lease.millis();
		if (!this.lease.begin(millis)) {
			return false;
		}
		long sentAt = System.nanoTime();
		boolean granted = false;
		try {
			granted = renew(millis);
		}
		finally {
			renewed(granted, sentAt, millis);
		}
		if (!granted) {
			lose();
		}
		else if (shorter) {
			this.store.wakeAfter(claim(), lease);
		}
		return isHeld();
	}

	private boolean renew(long millis) {
		return this.store.renew(List.of(claim().withLease(millis)))[0];
	}

	/**
	 * Begins a renewal, which {@link #renewed} must end.
	 * @return false if a request is in flight or the hold has ended
	 */
	boolean beginRenewal() {
		return this.lease.tryBegin();
	}

	/**
	 * Ends a request for a new lease. A lease that was granted too late is released.
	 */
	void renewed(boolean granted, long sentAt, long millis) {
		boolean inTime = this.lease.end(granted, sentAt, millis);
		this.keeper.changed(this, inTime);
		if (granted && !inTime && !this.lease.isReleased()) {
			this.store.abandon(claim().withLease(millis));
		}
	}

	@Override
	public void onLost(Runnable action) {
		Objects.requireNonNull(action, "action must not be null");
		if (this.lease.addOnLost(action)) {
			this.keeper.run(this, action);
		}
	}

	/**
	 * Marks the hold as lost and reports it, once.
	 */
	void lose() {
		surrender().ifPresent((actions) -> this.keeper.lost(this, actions));
	}

	/**
	 * Marks the hold as lost.
	 * @return the actions to run now; empty if the hold had ended before
	 */
	Optional<List<Runnable>> surrender() {
		Optional<List<Runnable>> actions = this.lease.lose();
		if (actions.isPresent()) {
			ended(true);
		}
		return actions;
	}

	/**
	 * Sets what learns of the end of the hold.
	 * @param observer takes for how long the lock was held and whether it was lost
	 */
	void onEnd(BiConsumer<Duration, Boolean> observer) {
		this.onEnd = observer;
	}

	private void ended(boolean lost) {
		this.threadTie.cut();
		if (lost) {
			this.keeper.ended(this);
		}
		else {
			this.keeper.ending(this);
		}
		BiConsumer<Duration, Boolean> observer = this.onEnd;
		if (observer != null) {
			observer.accept(Duration.ofNanos(System.nanoTime() - this.heldSince), lost);
		}
	}

	@Override
	public boolean release() {
		if (!end()) {
			return false;
		}
		try {
			return uninterruptibly(() -> this.store.release(claim(), this.turnBegan));
		}
		catch (TransientDataAccessException ex) {
			this.store.abandon(claim());
			throw ex;
		}
		finally {
			this.keeper.ended(this);
		}
	}

	@Override
	public boolean releaseAfter(Duration delay) {
		if (LockTimes.requireWait("delay", delay).compareTo(LockTimes.SHORTEST_LEASE) < 0) {
			return release();
		}
		if (!end()) {
			return false;
		}
		try {
			// A renewal in flight would replace the last lease
			this.lease.awaitIdle();
			boolean wasHeld = uninterruptibly(() -> renew(delay.toMillis()));
			if (wasHeld) {
				this.store.wakeAfter(claim(), Duration.ofMillis(delay.toMillis()));
			}
			return wasHeld;
		}
		finally {
			this.keeper.ended(this);
		}
	}

	/**
	 * Ends the hold locally. If it was held, the store must be told, and then the keeper.
	 * @return whether it was held until now
	 */
	private boolean end() {
		if (this.lease.release()) {
			ended(false);
			return true;
		}
		if (!this.lease.isOver()) {
			// The lease has run out, and nobody has noticed yet
			lose();
			this.store.abandon(claim());
		}
		return false;
	}

	/**
	 * Calls the store, and reports the loss if the lock was no longer held.
	 */
	private boolean uninterruptibly(BooleanSupplier call) {
		boolean wasHeld = UninterruptibleCall.run(call, this.lease::isRunning);
		if (!wasHeld) {
			this.keeper.lost(this, List.of());
		}
		return wasHeld;
	}

	@Override
	public void close() {
		try {
			release();
		}
		catch (TransientDataAccessException ex) {
			logger.warn("Lock " + target() + " could not be released; retrying until its lease runs out: "
					+ ex.getMessage());
		}
	}

	boolean isReleased() {
		return this.lease.isReleased();
	}

	LockClaim claim() {
		return new LockClaim(target(), this.request.kind(), this.owner, this.lease.millis());
	}

	ThreadTie threadTie() {
		return this.threadTie;
	}

	boolean isIn(LockStore candidate) {
		return this.store == candidate;
	}

	LockRequest request() {
		return this.request;
	}

	LockTarget target() {
		return this.request.target();
	}

	long turnBegan() {
		return this.turnBegan;
	}

	boolean isRenewed() {
		return this.request.autoRenew();
	}

	long leaseMillis() {
		return this.lease.millis();
	}

	long deadline() {
		return this.lease.deadline();
	}

	long renewAt() {
		return this.renewAt;
	}

	void renewAt(long renewAt) {
		this.renewAt = renewAt;
	}

	LockLostEvent lostEvent() {
		return new LockLostEvent(name(), keys(),
				(this.store instanceof CompleteLockStore) ? OptionalLong.of(this.token) : OptionalLong.empty());
	}

	@Override
	public String toString() {
		return "LockHandle[" + target() + ", " + this.lease + "]";
	}

}
