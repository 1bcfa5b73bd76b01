package io.github.redisqueues.internal.lock;

import java.util.HashMap;
import java.util.Map;

import io.github.redisqueues.lock.LockHandle;
import org.jspecify.annotations.Nullable;

/**
 * What each thread holds through {@link java.util.concurrent.locks.Lock} views, and how
 * many times it has locked it.
 */
final class ThreadLocks {

	private final ThreadLocal<Map<String, Entry>> entries = ThreadLocal.withInitial(HashMap::new);

	/**
	 * Returns what the thread holds, or null.
	 */
	@Nullable LockHandle find(String lock) {
		Entry entry = this.entries.get().get(lock);
		if (entry == null) {
			removeIfEmpty();
			return null;
		}
		return entry.handle;
	}

	/**
	 * Adds a hold.
	 * @param isShared whether the last {@code unlock()} must not release it
	 */
	void add(String lock, LockHandle handle, boolean isShared) {
		this.entries.get().put(lock, new Entry(handle, 1, isShared));
	}

	void lockAgain(String lock) {
		this.entries.get().computeIfPresent(lock, (key, entry) -> entry.counting(entry.count + 1));
	}

	/**
	 * Unlocks once.
	 * @return the hold if that was the last time, otherwise null
	 * @throws IllegalMonitorStateException if the thread does not hold the lock
	 */
	@Nullable Entry unlock(String lock) {
		Entry held = this.entries.get().get(lock);
		if (held == null) {
			removeIfEmpty();
			throw new IllegalMonitorStateException("This thread does not hold the lock");
		}
		Entry left = this.entries.get()
			.computeIfPresent(lock, (key, entry) -> (entry.count > 1) ? entry.counting(entry.count - 1) : null);
		removeIfEmpty();
		return (left == null) ? held : null;
	}

	private void removeIfEmpty() {
		if (this.entries.get().isEmpty()) {
			this.entries.remove();
		}
	}

	/**
	 * A hold and how many times it was locked.
	 *
	 * @param handle the hold
	 * @param count how many times
	 * @param isShared whether the thread holds the lock in another way, which releases it
	 */
	record Entry(LockHandle handle, int count, boolean isShared) {

		private Entry counting(int times) {
			return new Entry(this.handle, times, this.isShared);
		}

	}

}
