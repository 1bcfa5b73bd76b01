package io.github.redisqueues.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.lock.LockCommands.Renewal;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * One hold. Its deadline is the truth about it: it counts from before the request that
 * gave the lease was sent, and allows for clocks that do not run alike.
 */
final class HeldLock implements LockHandle {

	private static final Log logger = LogFactory.getLog(HeldLock.class);

	/**
	 * The hundredth part of the lease, and a little, as Redlock has it.
	 */
	private static final int DRIFT_DIVISOR = 100;

	private static final long DRIFT_FLOOR = TimeUnit.MILLISECONDS.toNanos(2);

	private final Holds holds;

	private final LockRequest request;

	private final String owner;

	private final OptionalLong token;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile State state = State.HELD;

	private volatile long deadline;

	private volatile long leaseMillis;

	/**
	 * When to renew it, as {@link Renewals} count time.
	 */
	private volatile long renewAt;

	private @Nullable List<Runnable> onLost;

	HeldLock(Holds holds, LockRequest request, String owner, OptionalLong token, long leaseMillis, long sentAt) {
		this.holds = holds;
		this.request = request;
		this.owner = owner;
		this.token = token;
		this.leaseMillis = leaseMillis;
		this.deadline = deadline(sentAt, leaseMillis);
	}

	static long deadline(long sentAt, long leaseMillis) {
		long lease = TimeUnit.MILLISECONDS.toNanos(leaseMillis);
		return sentAt + lease - lease / DRIFT_DIVISOR - DRIFT_FLOOR;
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
	public long token() {
		return this.token.orElseThrow(() -> new UnsupportedOperationException(
				"Lock " + target() + " has no fencing token: its store does not give any"));
	}

	@Override
	public boolean isHeld() {
		return this.state == State.HELD && System.nanoTime() - this.deadline < 0;
	}

	@Override
	public void assertHeld() {
		if (!isHeld()) {
			throw new LockLostException(name(), "Lock " + target() + ((this.state == State.RELEASED)
					? " has been released" : " was lost: its lease ran out, or it was taken away"));
		}
	}

	@Override
	public Duration remaining() {
		long left = this.deadline - System.nanoTime();
		return (this.state == State.HELD && left > 0) ? Duration.ofNanos(left) : Duration.ZERO;
	}

	@Override
	public boolean extend(Duration lease) {
		long millis = LockTimes.requireLease("lease", lease).toMillis();
		if (this.request.autoRenew()) {
			LockTimes.requireRenewable("lease", lease);
		}
		if (!isHeld()) {
			return false;
		}
		long sentAt = System.nanoTime();
		boolean stands = this.holds.store().renew(List.of(Renewal.of(this, millis)))[0];
		if (!stands) {
			lose();
			return false;
		}
		if (millis < this.leaseMillis) {
			this.holds.store().wakeAfter(lease, target());
		}
		return renewed(sentAt, millis);
	}

	/**
	 * Notes a new lease.
	 * @return whether the hold still stood here
	 */
	boolean renewed(long sentAt, long leaseMillis) {
		this.lock.lock();
		try {
			if (!isHeld()) {
				return false;
			}
			this.leaseMillis = leaseMillis;
			this.deadline = deadline(sentAt, leaseMillis);
		}
		finally {
			this.lock.unlock();
		}
		this.holds.renewals().changed(this);
		return isHeld();
	}

	@Override
	public void onLost(Runnable action) {
		boolean lostAlready;
		this.lock.lock();
		try {
			lostAlready = this.state == State.LOST;
			if (this.state == State.HELD) {
				if (this.onLost == null) {
					this.onLost = new ArrayList<>();
				}
				this.onLost.add(action);
			}
		}
		finally {
			this.lock.unlock();
		}
		if (lostAlready) {
			this.holds.run(action);
		}
	}

	/**
	 * Notes that the hold is lost, once.
	 */
	void lose() {
		List<Runnable> actions;
		this.lock.lock();
		try {
			if (this.state != State.HELD) {
				return;
			}
			this.state = State.LOST;
			actions = (this.onLost != null) ? this.onLost : List.of();
			this.onLost = null;
		}
		finally {
			this.lock.unlock();
		}
		this.holds.renewals().remove(this);
		this.holds.lost(this, actions);
	}

	@Override
	public boolean release() {
		return end() && this.holds.release(this);
	}

	@Override
	public boolean releaseAfter(Duration delay) {
		if (LockTimes.requireWait("delay", delay).compareTo(LockTimes.SHORTEST_LEASE) < 0) {
			return release();
		}
		return end() && this.holds.leave(this, delay.toMillis());
	}

	/**
	 * Ends the hold here.
	 * @return whether it stood
	 */
	private boolean end() {
		this.lock.lock();
		try {
			if (this.state != State.HELD) {
				return false;
			}
			if (isHeld()) {
				this.state = State.RELEASED;
				this.onLost = null;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (this.state == State.HELD) {
			// The lease has run out, and nobody has noticed before
			lose();
			this.holds.store().abandon(target(), kind(), this.owner, this.leaseMillis);
			return false;
		}
		this.holds.renewals().remove(this);
		return true;
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
		return this.state == State.RELEASED;
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

	LockRequest request() {
		return this.request;
	}

	long leaseMillis() {
		return this.leaseMillis;
	}

	long deadline() {
		return this.deadline;
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

	private enum State {

		HELD, RELEASED, LOST

	}

}
