package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.redisqueues.internal.redis.KeyNames;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * The names of a queue's keys in Redis. The part after the tag is what the scripts call
 * the key:
 * <ul>
 * <li>{@code messages}: HASH of ids and envelopes, of every message including the dead
 * <li>{@code ready}: LIST of ids; ZSET of sequence and id by priority
 * <li>{@code delayed}, {@code inflight}, {@code dead}: ZSETs of ids by the moment at
 * which they fall due, their lease runs out, they were given up
 * <li>{@code expiries}: ZSET of the ids that have a time to live and were never taken
 * <li>{@code attempts}: HASH of ids and receipts, once they are not {@code 1}
 * <li>{@code reasons}: HASH of ids of the dead and why
 * <li>{@code deduplication}: HASH of deduplication ids and message ids
 * <li>{@code remembered}: ZSET of settled ids by the moment until which they count
 * <li>{@code withdrawn}: SET of ids that left {@code ready} from its middle
 * <li>{@code grouped}: ZSET of the messages that wait behind others of their groups, by
 * group and sequence
 * <li>{@code heads}: HASH of groups and the id of the one that is taken next or was taken
 * <li>{@code places}: HASH of ids and sequence and group, of every message with a group
 * <li>{@code meta}: HASH of the queue's type and its sequence
 * <li>{@code rate}: STRING that is there while the queue's rate is in use: moment,
 * tokens, and when the next process that waits for one should look
 * <li>{@code paused}: STRING that is there while the queue is paused
 * <li>{@code waiters}: ZSET of the processes that wait, by the moment they looked last
 * <li>{@code schedules}: HASH of schedules and what {@code schedule.lua} keeps of each
 * </ul>
 */
final class QueueKeys {

	private final String prefix;

	QueueKeys(String namespace, String key) {
		this.prefix = KeyNames.prefix(namespace, key);
	}

	String ready() {
		return this.prefix + "ready";
	}

	String meta() {
		return this.prefix + "meta";
	}

	List<byte[]> of(LuaScript script) {
		return script.keys().stream().map((part) -> (this.prefix + part).getBytes(StandardCharsets.UTF_8)).toList();
	}

}
