package io.github.redisqueues.internal.lock;

import java.util.HashMap;
import java.util.Map;

import io.github.redisqueues.lock.LockHandle;
import org.jspecify.annotations.Nullable;

/**
 * What each thread holds through {@link java.util.concurrent.locks.Lock} views, and how
 * often it has locked it.
 */
final class ThreadHolds {

	private final ThreadLocal<@Nullable Map<String, Hold>> holds = new ThreadLocal<>();

	@Nullable LockHandle find(String line) {
		Hold hold = get(line);
		return (hold != null) ? hold.handle : null;
	}

	void add(String line, LockHandle handle) {
		Map<String, Hold> mine = this.holds.get();
		if (mine == null) {
			mine = new HashMap<>();
			this.holds.set(mine);
		}
		mine.put(line, new Hold(handle, 1));
	}

	void enterAgain(String line) {
		change(line, 1);
	}

	/**
	 * Leaves once.
	 * @return whether that was the last time
	 */
	boolean leave(String line) {
		return change(line, -1) == 0;
	}

	private int change(String line, int by) {
		Map<String, Hold> mine = this.holds.get();
		Hold hold = get(line);
		if (mine == null || hold == null) {
			throw new IllegalMonitorStateException("This thread does not hold the lock");
		}
		int count = hold.count + by;
		if (count > 0) {
			mine.put(line, new Hold(hold.handle, count));
			return count;
		}
		mine.remove(line);
		if (mine.isEmpty()) {
			this.holds.remove();
		}
		return 0;
	}

	private @Nullable Hold get(String line) {
		Map<String, Hold> mine = this.holds.get();
		return (mine != null) ? mine.get(line) : null;
	}

	/**
	 * A hold and how often it was entered.
	 *
	 * @param handle the hold
	 * @param count how often
	 */
	private record Hold(LockHandle handle, int count) {

	}

}
