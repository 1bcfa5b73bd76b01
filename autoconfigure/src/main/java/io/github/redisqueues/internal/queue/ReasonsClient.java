package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.DeadLetterGroup;
import io.github.redisqueues.queue.DeadLetterGroups;

/**
 * Reads what the dead letters of one queue died of.
 *
 * @param client runs the queue's scripts
 */
record ReasonsClient(QueueClient client) {

	private static final int PAGE = 200;

	/**
	 * Groups the latest dead letters.
	 * @param limit how many to look at
	 */
	DeadLetterGroups groups(int limit) {
		Map<String, Counted> groups = new HashMap<>();
		long total = -1;
		int examined = 0;
		String beforeId = "";
		long beforeMoment = 0;
		int found;
		do {
			int asked = Math.min(limit - examined, PAGE);
			LuaReply reply = this.client.run((scripts) -> scripts.readReasons,
					LuaScript.numbers(asked, beforeMoment, 0), QueueClient.bytes(beforeId));
			long now = reply.number();
			total = (total < 0) ? now : total;
			found = 0;
			while (reply.hasMore()) {
				String id = reply.text();
				long moment = reply.number();
				DeathReason reason = DeathReason.read(reply.text());
				groups
					.computeIfAbsent(reason.fingerprint(),
							(fingerprint) -> new Counted(fingerprint, id, reason, moment))
					.add(id, reason, moment);
				if (found == 0) {
					// A page begins with the one that died first
					beforeId = id;
					beforeMoment = moment;
				}
				found++;
			}
			examined += found;
		}
		while (found > 0 && examined < limit);
		List<DeadLetterGroup> sorted = new ArrayList<>();
		groups.values().forEach((group) -> sorted.add(group.get()));
		sorted.sort(Comparator.comparingLong(DeadLetterGroup::count)
			.reversed()
			.thenComparing(Comparator.comparing(DeadLetterGroup::lastDied).reversed())
			.thenComparing(DeadLetterGroup::fingerprint));
		return new DeadLetterGroups(sorted, examined, Math.max(total, examined));
	}

	/**
	 * A group that is being counted. For use by one thread.
	 */
	private static final class Counted {

		private final String fingerprint;

		private String latestId;

		private DeathReason latest;

		private long last;

		private long first;

		private Optional<String> firstVersion = Optional.empty();

		private long firstVersionAt = Long.MAX_VALUE;

		private long count;

		private Counted(String fingerprint, String id, DeathReason reason, long moment) {
			this.fingerprint = fingerprint;
			this.latestId = id;
			this.latest = reason;
			this.last = moment;
			this.first = moment;
		}

		private void add(String id, DeathReason reason, long moment) {
			this.count++;
			this.first = Math.min(this.first, moment);
			if (moment >= this.last) {
				this.last = moment;
				this.latestId = id;
				this.latest = reason;
			}
			if (reason.version().isPresent() && moment < this.firstVersionAt) {
				this.firstVersion = reason.version();
				this.firstVersionAt = moment;
			}
		}

		private DeadLetterGroup get() {
			return new DeadLetterGroup(this.fingerprint, this.latest.kind(), this.latest.exception(),
					this.latest.location(), this.count, Instant.ofEpochMilli(this.first),
					Instant.ofEpochMilli(this.last), this.firstVersion, this.latestId, this.latest.firstLine());
		}

	}

}
