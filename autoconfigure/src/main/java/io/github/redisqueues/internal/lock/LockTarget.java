package io.github.redisqueues.internal.lock;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.internal.redis.KeyNames;

/**
 * A lock of one or more keys, and the names of its keys in Redis. The part after the tag
 * is:
 * <ul>
 * <li>{@code lock}: the lock itself, as {@code record.lua} and {@code shared.lua} tell
 * <li>{@code queue}: ZSET of those that wait, as {@code wake.lua} tells
 * <li>{@code offer}: STRING, for whom the lock is kept
 * <li>{@code tokens}, {@code released}: of a lock that several may hold, as
 * {@code shared.lua} tells
 * </ul>
 * and for all but the lock without a key, the encoded key behind a colon.
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

	String name() {
		return this.name;
	}

	List<String> keys() {
		return this.keys;
	}

	/**
	 * By what this process's threads that wait for the same are known.
	 */
	String line() {
		return (this.locks.size() == 1) ? this.locks.get(0) : this.prefix
				+ UUID.nameUUIDFromBytes(String.join(" ", this.locks).getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * The keys of the locks alone.
	 */
	List<byte[]> locks() {
		return bytes(this.locks);
	}

	/**
	 * The key of a single lock and that of its queue.
	 */
	List<byte[]> withQueue() {
		return bytes(this.locks, redisNames("queue"));
	}

	/**
	 * The keys of the locks, then of their queues, then of their offers.
	 */
	List<byte[]> withQueues() {
		return bytes(this.locks, redisNames("queue"), redisNames("offer"));
	}

	/**
	 * All keys of a lock that several may hold.
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
