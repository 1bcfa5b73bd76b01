package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.List;

/**
 * Who wants or holds what, as a {@link LockStore} is told it.
 *
 * @param name name of the lock
 * @param keys the keys that are locked under the name, sorted; none for the lock as such
 * @param owner who; each attempt is an owner of its own
 * @param lease how long the lock is held from now on if it is neither renewed nor
 * released
 */
public record LockClaim(String name, List<String> keys, String owner, Duration lease) {

	public LockClaim {
		keys = List.copyOf(keys);
	}

	/**
	 * The lock in words.
	 * @return name and keys
	 */
	public String described() {
		return "'" + this.name + "'" + (this.keys.isEmpty() ? "" : " on " + this.keys);
	}

}
