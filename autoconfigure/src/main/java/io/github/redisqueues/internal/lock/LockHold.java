package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.LockTimes;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostEvent;
import io.github.redisqueues.lock.LockLostException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.dao.TransientDataAccessException;

/**
 * One hold. What its {@link Lease} says is the truth about it, whatever becomes known of
 * the store.
 */
final class LockHold implements LockHandle {

	private static final Log logger = LogFactory.getLog(LockHold.class);

	private final Holds holds;

	private final LockRequest request;

	private final String owner;

	private final OptionalLong token;

	private final Lease lease;

	private final long turnBegan;

	private final HoldState state = new HoldState();

	/**
	 * When to renew it, as {@link Renewals} count time.
	 */
	private volatile long renewAt;

	LockHold(Holds holds, LockRequest request, String owner, OptionalLong token, Attempt attempt) {
		this.holds = holds;
		this.request = request;
		this.owner = owner;
		this.token = token;
		this.lease = new Lease(attempt.sentAt(), request.leaseMillis());
		this.turnBegan = attempt.turnBegan();
	}

	@Override
	public String name() {
		return this.request.target().name();
	}

	@Override
	public List<String> keys() {
		return this.request.target().keys();
	}

	@Override
	public boolean isShared() {
		return this.request.limit() > 1;
	}

	@Override
	public long token() {
		return this.token.orElseThrow(() -> new UnsupportedOperationException(
				"Lock " + target() + " has no fencing token: its store does not give any"));
	}

	@Override
	public boolean isHeld() {
		return !this.state.isOver() && this.lease.isRunning();
	}

	@Override
	public void assertHeld() {
		if (!isHeld()) {
			throw new LockLostException(name(), "Lock " + target() + (this.state.isReleased() ? " has been released"
					: " was lost: its lease ran out, or it was taken away"));
		}
	}

	@Override
	public Duration remaining() {
		return this.state.isOver() ? Duration.ZERO : this.lease.remaining();
	}

	@Override
	public boolean extend(Duration lease) {
		long millis = LockTimes.requireLease("lease", lease).toMillis();
		if (this.request.autoRenew()) {
			LockTimes.requireRenewable("lease", lease);
		}
		boolean shorter = millis < this.lease.millis();
		if (this.state.isOver() || !this.lease.begin(millis) || !mayAsk()) {
			return false;
		}
		long sentAt = System.nanoTime();
		boolean stands = false;
		try {
			stands = this.holds.store().renew(List.of(Renewal.of(this, millis)))[0];
		}
		finally {
			renewed(stands, sentAt, millis);
		}
		if (!stands) {
			lose();
		}
		else if (shorter) {
			this.holds.store().wakeAfter(lease, target(), kind());
		}
		return isHeld();
	}

	/**
	 * Begins a renewal, unless the store is being asked already or the hold does not
	 * stand.
	 */
	boolean beginRenewal() {
		return !this.state.isOver() && this.lease.tryBegin() && mayAsk();
	}

	/**
	 * Whether the hold was not released meanwhile; who does that waits for what is in
	 * flight.
	 */
	private boolean mayAsk() {
		if (this.state.isOver()) {
			this.lease.end(false, 0, 0);
			return false;
		}
		return true;
	}

	/**
	 * Notes the answer to a request for a new lease. One that comes too late is given
	 * back.
	 */
	void renewed(boolean granted, long sentAt, long millis) {
		boolean stands = this.lease.end(granted, sentAt, millis);
		this.holds.renewals().changed(this, stands);
		if (granted && !stands && !this.state.isReleased()) {
			this.holds.store().abandon(target(), kind(), this.owner, millis);
		}
	}

	@Override
	public void onLost(Runnable action) {
		Objects.requireNonNull(action, "action must not be null");
		if (this.state.addOnLost(action)) {
			this.holds.run(action);
		}
	}

	/**
	 * Notes that the hold is lost, once.
	 */
	void lose() {
		this.state.lose().ifPresent((actions) -> {
			this.holds.renewals().remove(this);
			this.holds.lost(this, actions);
		});
	}

	@Override
	public boolean release() {
		return end(false) && this.holds.release(this);
	}

	@Override
	public boolean releaseAfter(Duration delay) {
		if (Durations.requireNotNegative("delay", delay).compareTo(LockTimes.SHORTEST_LEASE) < 0) {
			return release();
		}
		return end(true) && this.holds.leave(this, delay.toMillis());
	}

	/**
	 * Ends the hold here.
	 * @param quietly whether to wait for a request in flight, which would give another
	 * lease
	 * @return whether it stood
	 */
	private boolean end(boolean quietly) {
		if (this.state.release(this.lease)) {
			this.holds.renewals().remove(this);
			if (quietly) {
				this.lease.awaitQuiet();
			}
			return true;
		}
		if (!this.state.isOver()) {
			// The lease has run out, and nobody has noticed before
			lose();
			this.holds.store().abandon(target(), kind(), this.owner, this.lease.millis());
		}
		return false;
	}

	@Override
	public void close() {
		try {
			release();
		}
		catch (TransientDataAccessException ex) {
			logger.warn("Lock " + target() + " could not be released yet: " + ex.getMessage());
		}
	}

	boolean isReleased() {
		return this.state.isReleased();
	}

	LockTarget target() {
		return this.request.target();
	}

	LockKind kind() {
		return this.request.kind();
	}

	String owner() {
		return this.owner;
	}

	/**
	 * When this process came to have the lock, before it was handed from thread to
	 * thread.
	 */
	long turnBegan() {
		return this.turnBegan;
	}

	LockRequest request() {
		return this.request;
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
		return new LockLostEvent(name(), keys(), this.token);
	}

	@Override
	public String toString() {
		return "LockHandle[" + target() + ", " + this.state + "]";
	}

}
