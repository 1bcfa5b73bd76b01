package io.github.redisqueues.internal.lock.aop;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.lock.LockHandle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A hold and those who work under it: the method that acquired it, methods that share it,
 * a transaction that it must outlive. The last one who leaves releases it.
 */
final class Hold implements LockHandle {

	private static final Log logger = LogFactory.getLog(Hold.class);

	private final LockHandle handle;

	private final boolean ours;

	private final long holdAtLeast;

	private final long acquired;

	private final AtomicInteger users = new AtomicInteger(1);

	private volatile boolean releasedByHand;

	private Hold(LockHandle handle, boolean ours, Duration holdAtLeast) {
		this.handle = handle;
		this.ours = ours;
		this.holdAtLeast = holdAtLeast.toNanos();
		this.acquired = (this.holdAtLeast > 0) ? System.nanoTime() : 0;
	}

	static Hold of(LockHandle acquired, Duration holdAtLeast) {
		return new Hold(acquired, true, holdAtLeast);
	}

	/**
	 * A hold that somebody else will release.
	 */
	static Hold borrowed(LockHandle handle) {
		return new Hold(handle, false, Duration.ZERO);
	}

	/**
	 * One more works under the hold, unless it is over already.
	 */
	boolean join() {
		int before = this.users.get();
		while (before > 0 && !this.releasedByHand) {
			if (this.users.compareAndSet(before, before + 1)) {
				return true;
			}
			before = this.users.get();
		}
		return false;
	}

	/**
	 * One who worked under the hold has ended.
	 * @return whether it stood until now
	 */
	boolean leave() {
		boolean stood = stands();
		if (this.users.decrementAndGet() > 0 || !this.ours || this.releasedByHand) {
			return stood;
		}
		try {
			long rest = (this.holdAtLeast > 0) ? this.holdAtLeast - (System.nanoTime() - this.acquired) : 0;
			return ((rest > 0) ? this.handle.releaseAfter(Duration.ofNanos(rest)) : this.handle.release()) && stood;
		}
		catch (RuntimeException ex) {
			// What was done was done under the lock
			logger.warn("Lock '" + name() + "' could not be released; its lease will run out", ex);
			return stood;
		}
	}

	/**
	 * Whether the hold was never lost.
	 */
	boolean stands() {
		return this.releasedByHand || this.handle.isHeld();
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
		return releasedByHand(this.handle.release());
	}

	@Override
	public boolean releaseAfter(Duration delay) {
		return releasedByHand(this.handle.releaseAfter(delay));
	}

	private boolean releasedByHand(boolean stood) {
		this.releasedByHand |= stood;
		return stood;
	}

	@Override
	public void close() {
		if (this.handle.isHeld()) {
			this.releasedByHand = true;
		}
		this.handle.close();
	}

	@Override
	public String toString() {
		return this.handle.toString();
	}

}
