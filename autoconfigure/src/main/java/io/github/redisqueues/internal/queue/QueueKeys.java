package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.redisqueues.internal.redis.KeyNames;
import io.github.redisqueues.internal.redis.LuaScript;

/**
 * The Redis keys of one queue. The last part of a key is its name in the scripts:
 * <ul>
 * <li>{@code messages}: HASH of ids to envelopes, of all messages including dead letters
 * <li>{@code ready}: LIST of ids; in priority queues a ZSET of sequence and id by
 * priority
 * <li>{@code delayed}, {@code inflight}, {@code dead}: ZSETs of ids by the moment when
 * they fall due, when their lease runs out, when they became dead letters
 * <li>{@code expiries}: ZSET of ids by the end of their time to live, until their first
 * delivery
 * <li>{@code attempts}: HASH of ids to receipts, if they are not {@code 1}
 * <li>{@code reasons}: HASH of ids of dead letters to reasons
 * <li>{@code deduplication}: HASH of deduplication ids to message ids
 * <li>{@code remembered}: ZSET of the ids of settled messages by the moment until which
 * they are duplicates, and of those that were cancelled or purged
 * <li>{@code withdrawn}: SET of ids that were cancelled inside {@code ready} and are
 * still there
 * <li>{@code grouped}: ZSET of the messages that wait in their groups, by group and
 * sequence
 * <li>{@code heads}: HASH of groups to the id that is delivered next or in flight
 * <li>{@code places}: HASH of ids to sequence and group, of all messages with a group
 * <li>{@code meta}: HASH of the queue's type, its sequence and the names of the processes
 * that have slots
 * <li>{@code rate}: STRING that exists while the queue's rate is in use: moment, tokens,
 * and when the next process that waits for a token should call
 * <li>{@code paused}: STRING that exists while delivery or sending is paused or limits
 * are changed, see {@code pauses.lua}
 * <li>{@code waiters}: ZSET of waiting processes by the moment of their latest call
 * <li>{@code senders}: ZSET of processes that wait for room, by the moment of their
 * latest call
 * <li>{@code slots}: ZSET of the slots of processes, by the moment until which a process
 * has it
 * <li>{@code fleet}: ZSET of running listeners by the moment until which they are known,
 * and {@code listeners}: HASH of these to what is known of them
 * <li>{@code consumers}: ZSET of what processes tell of themselves as consumers, by the
 * moment when they did
 * <li>{@code redrive}: STRING that exists while a job redrives dead letters,
 * {@code redriven}: ZSET of the ids that it has redriven and does not know the outcome
 * of, by the moment when it did, and {@code redrives}: LIST of the jobs that have ended,
 * the latest first; see {@code redrive-job.lua}
 * <li>{@code schedules}: HASH of schedules to what {@code schedule.lua} stores of each
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

	String senders() {
		return this.prefix + "senders";
	}

	String meta() {
		return this.prefix + "meta";
	}

	List<byte[]> of(LuaScript script) {
		return of(script.keys());
	}

	List<byte[]> of(List<String> parts) {
		return parts.stream().map((part) -> (this.prefix + part).getBytes(StandardCharsets.UTF_8)).toList();
	}

}
