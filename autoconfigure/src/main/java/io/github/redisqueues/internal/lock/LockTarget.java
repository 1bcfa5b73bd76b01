package io.github.redisqueues.internal.lock;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.internal.redis.KeyNames;

/**
 * A lock with its keys, and the names of its keys in Redis. After the hash tag follows
 * <ul>
 * <li>{@code lock}: the lock itself; see {@code record.lua} and {@code shared.lua}
 * <li>{@code queue}: ZSET of the waiters; see {@code wake.lua}
 * <li>{@code offer}: STRING, the waiter for whom the lock is kept
 * <li>{@code tokens}, {@code released}: only for shared locks; see {@code shared.lua}
 * </ul>
 * and, if the lock has keys, a colon and the encoded key.
 */
public final class LockTarget {

	private final String name;

	private final List<String> keys;

	private final List<String> locks;

	private final String prefix;

	public LockTarget(String namespace, String name, List<String> keys) {
		this.name = name;
		this.keys = keys;
		this.prefix = KeyNames.prefix(namespace, name);
		this.locks = keys.isEmpty() ? List.of(this.prefix + "lock") : redisNames("lock");
	}

	public String name() {
		return this.name;
	}

	public List<String> keys() {
		return this.keys;
	}

	/**
	 * Returns whether a hold of this lock covers the other one.
	 */
	boolean includes(LockTarget other) {
		return this.locks.equals(other.locks)
				|| (this.locks.size() > other.locks.size() && new HashSet<>(this.locks).containsAll(other.locks));
	}

	/**
	 * Returns whether both cannot be held at a time.
	 */
	boolean overlaps(LockTarget other) {
		return !Collections.disjoint(this.locks, (other.locks.size() > 1) ? new HashSet<>(other.locks) : other.locks);
	}

	/**
	 * Returns the name of the queue in which this process's threads wait for the lock.
	 */
	String waitQueueName() {
		return (this.locks.size() == 1) ? this.locks.get(0) : this.prefix
				+ UUID.nameUUIDFromBytes(String.join(" ", this.locks).getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Returns the keys of the locks alone.
	 */
	List<byte[]> locks() {
		return bytes(this.locks);
	}

	/**
	 * Returns the keys of the locks, then of their queues, then of their offers.
	 */
	List<byte[]> withQueues() {
		return bytes(this.locks, redisNames("queue"), redisNames("offer"));
	}

	/**
	 * Returns all keys of a shared lock.
	 */
	List<byte[]> shared() {
		return bytes(this.locks, redisNames("queue"), redisNames("offer"), redisNames("tokens"),
				redisNames("released"));
	}

	private List<String> redisNames(String part) {
		if (this.keys.isEmpty()) {
			return List.of(this.prefix + part);
		}
		return this.keys.stream().map((key) -> this.prefix + part + ":" + KeyNames.encode(key)).toList();
	}

	@SafeVarargs
	private static List<byte[]> bytes(List<String>... groups) {
		List<byte[]> bytes = new ArrayList<>(groups.length * groups[0].size());
		for (List<String> group : groups) {
			for (String key : group) {
				bytes.add(key.getBytes(StandardCharsets.US_ASCII));
			}
		}
		return bytes;
	}

	@Override
	public String toString() {
		return "'" + this.name + "'" + (this.keys.isEmpty() ? "" : " on " + this.keys);
	}

}
