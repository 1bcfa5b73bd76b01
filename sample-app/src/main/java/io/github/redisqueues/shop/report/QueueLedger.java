package io.github.redisqueues.shop.report;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.queue.QueueType;

/**
 * The ids of the messages of one queue, by what the shop did with them. Safe for use by
 * several threads.
 */
final class QueueLedger {

	private final String queue;

	private final QueueType type;

	private final Set<String> sent = ConcurrentHashMap.newKeySet();

	private final Set<String> received = ConcurrentHashMap.newKeySet();

	private final Set<String> redelivered = ConcurrentHashMap.newKeySet();

	private final Set<String> processed = ConcurrentHashMap.newKeySet();

	private final Set<String> cancelled = ConcurrentHashMap.newKeySet();

	QueueLedger(String queue, QueueType type) {
		this.queue = queue;
		this.type = type;
	}

	void sent(String id) {
		this.sent.add(id);
	}

	void received(String id, int attempt) {
		if (!this.received.add(id) || attempt > 1) {
			this.redelivered.add(id);
		}
	}

	void processed(String id) {
		this.processed.add(id);
	}

	void cancelled(String id) {
		this.cancelled.add(id);
	}

	/**
	 * Compares the recorded ids with the messages that Redis still holds.
	 * @param dead ids among the queue's dead letters
	 * @param waiting ids that are ready or delayed
	 * @param inFlight how many messages are in flight; their ids cannot be browsed
	 * @return the totals
	 */
	QueueTotals totals(Set<String> dead, Set<String> waiting, long inFlight) {
		Set<String> open = new HashSet<>(this.sent);
		long sent = open.size();
		long cancelled = removeFrom(open, this.cancelled);
		long givenUp = removeFrom(open, dead);
		long seen = removeFrom(open, waiting);
		long processed = removeFrom(open, this.processed);
		long held = Math.min(open.size(), inFlight);
		// Other messages in flight were processed but are not acknowledged yet
		long unacknowledged = Math.min(processed, inFlight - held);
		return new QueueTotals(this.queue, this.type, sent, processed - unacknowledged, this.redelivered.size(),
				cancelled, givenUp, seen + held + unacknowledged, open.size() - held);
	}

	private static long removeFrom(Set<String> open, Set<String> settled) {
		long before = open.size();
		open.removeAll(settled);
		return before - open.size();
	}

}
