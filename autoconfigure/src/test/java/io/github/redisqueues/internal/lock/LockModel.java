package io.github.redisqueues.internal.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.internal.lock.contract.KindOfLock;

/**
 * What locks do, without Redis: who holds what, and the last token of each key.
 */
final class LockModel {

	private final List<Hold> holds = new ArrayList<>();

	private final Map<String, Long> lastTokens = new HashMap<>();

	/**
	 * Whether somebody who asks now gets a hold.
	 * @param kind what kind he asks for
	 * @param name of which lock
	 * @param keys its keys, an empty one for none
	 * @return whether he does
	 */
	boolean isFree(KindOfLock kind, String name, List<String> keys) {
		List<Hold> others = this.holds.stream().filter((hold) -> hold.name.equals(name)).toList();
		return switch (kind) {
			case READ -> others.stream().allMatch((hold) -> hold.kind == KindOfLock.READ);
			case SEMAPHORE -> others.size() < KindOfLock.PERMITS;
			case MUTEX, FAIR, KEY, KEYS ->
				others.stream().noneMatch((hold) -> hold.keys.stream().anyMatch(keys::contains));
			case WRITE, BINARY_SEMAPHORE -> others.isEmpty();
		};
	}

	/**
	 * Notes a hold.
	 * @param hold the hold
	 * @return what the token should have been greater than
	 */
	long granted(Hold hold) {
		this.holds.add(hold);
		long greatest = 0;
		for (String key : hold.keys) {
			Long before = this.lastTokens.put(hold.name + " " + key, hold.token);
			greatest = (before != null) ? Math.max(greatest, before) : greatest;
		}
		return greatest;
	}

	/**
	 * Notes the end of a hold.
	 * @param hold the hold
	 * @return whether it stood until now
	 */
	boolean ended(Hold hold) {
		return this.holds.remove(hold);
	}

	boolean stands(Hold hold) {
		return this.holds.contains(hold);
	}

	/**
	 * Takes a lock from all who have it.
	 * @param hold one of those who have or had it
	 * @return whether anybody had it
	 */
	boolean forced(Hold hold) {
		boolean byKey = hold.kind.compareTo(KindOfLock.FAIR) <= 0;
		return this.holds.removeIf((other) -> other.name.equals(hold.name) && (!byKey || other.keys.equals(hold.keys)));
	}

	List<Long> tokens(String name, List<String> keys) {
		return this.holds.stream()
			.filter((hold) -> hold.name.equals(name) && hold.keys.stream().anyMatch(keys::contains))
			.map(Hold::token)
			.sorted()
			.toList();
	}

	/**
	 * A hold.
	 *
	 * @param kind what kind
	 * @param name of which lock
	 * @param keys its keys, an empty one for none
	 * @param token its token
	 */
	record Hold(KindOfLock kind, String name, List<String> keys, long token) {

	}

}
