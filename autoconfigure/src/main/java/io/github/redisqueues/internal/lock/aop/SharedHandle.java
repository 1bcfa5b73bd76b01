package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.internal.lock.WrappedHandle;
import io.github.redisqueues.lock.LockHandle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A hold with a count of its users: the method that acquired it, methods that share it
 * and a transaction that it must outlive. The last user releases it.
 */
final class SharedHandle implements WrappedHandle {

	private static final Log logger = LogFactory.getLog(SharedHandle.class);

	private final LockHandle handle;

	private final boolean owned;

	private final long holdAtLeast;

	private final long acquired;

	private final AtomicInteger users = new AtomicInteger(1);

	private volatile boolean releasedByUser;

	private SharedHandle(LockHandle handle, boolean owned, Duration holdAtLeast) {
		this.handle = handle;
		this.owned = owned;
		this.holdAtLeast = holdAtLeast.toNanos();
		this.acquired = (this.holdAtLeast > 0) ? System.nanoTime() : 0;
	}

	static SharedHandle of(LockHandle acquired, Duration holdAtLeast) {
		return new SharedHandle(acquired, true, holdAtLeast);
	}

	/**
	 * Wraps a hold that its owner will release.
	 */
	static SharedHandle borrowed(LockHandle handle) {
		return new SharedHandle(handle, false, Duration.ZERO);
	}

	/**
	 * Adds a user.
	 * @return false if the hold has ended
	 */
	boolean join() {
		int before = this.users.get();
		while (before > 0 && !this.releasedByUser) {
			if (this.users.compareAndSet(before, before + 1)) {
				return true;
			}
			before = this.users.get();
		}
		return false;
	}

	/**
	 * Removes a user, and releases the lock after the last one.
	 * @return whether the lock was held until now
	 */
	boolean leave() {
		boolean wasHeld = isNotLost();
		if (this.users.decrementAndGet() > 0 || !this.owned || this.releasedByUser) {
			return wasHeld;
		}
		try {
			long rest = (this.holdAtLeast > 0) ? this.holdAtLeast - (System.nanoTime() - this.acquired) : 0;
			return ((rest > 0) ? this.handle.releaseAfter(Duration.ofNanos(rest)) : this.handle.release()) && wasHeld;
		}
		catch (RuntimeException ex) {
			// The work was done under the lock
			logger.warn("Lock '" + name() + "' could not be released; its lease will end it: " + ex.getMessage());
			logger.debug("Why lock '" + name() + "' could not be released", ex);
			return wasHeld;
		}
	}

	/**
	 * Returns whether the hold was not lost.
	 */
	boolean isNotLost() {
		return this.releasedByUser || this.handle.isHeld();
	}

	@Override
	public LockHandle handle() {
		return this.handle;
	}

	@Override
	public String name() {
		return this.handle.name();
	}

	@Override
	public List<String> keys() {
		return this.handle.keys();
	}

	@Override
	public boolean isShared() {
		return this.handle.isShared();
	}

	@Override
	public long token() {
		return this.handle.token();
	}

	@Override
	public boolean isHeld() {
		return this.handle.isHeld();
	}

	@Override
	public void assertHeld() {
		this.handle.assertHeld();
	}

	@Override
	public Duration remaining() {
		return this.handle.remaining();
	}

	@Override
	public boolean extend(Duration lease) {
		return this.handle.extend(lease);
	}

	@Override
	public void onLost(Runnable action) {
		this.handle.onLost(action);
	}

	@Override
	public boolean release() {
		return releasedByUser(this.handle.release());
	}

	@Override
	public boolean releaseAfter(Duration delay) {
		return releasedByUser(this.handle.releaseAfter(delay));
	}

	private boolean releasedByUser(boolean wasHeld) {
		this.releasedByUser |= wasHeld;
		return wasHeld;
	}

	@Override
	public void close() {
		if (this.handle.isHeld()) {
			this.releasedByUser = true;
		}
		this.handle.close();
	}

	@Override
	public String toString() {
		return this.handle.toString();
	}

}
