package io.github.redisqueues.internal.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.github.redisqueues.internal.fleet.ConsumerReport;

/**
 * What Redis may have of the reports of this process, so that a new one takes their
 * place, whichever calls have failed. Safe for use by several threads.
 */
final class ToldReports {

	/**
	 * Redis forgets a report within two minutes, in which there are no more than this.
	 */
	private static final int MAX = 20;

	private final Deque<byte[]> stored = new ArrayDeque<>();

	/**
	 * Returns a report, followed by those whose place it takes.
	 */
	synchronized List<byte[]> next(ConsumerReport report) {
		byte[] bytes = report.write();
		List<byte[]> reports = new ArrayList<>();
		reports.add(bytes);
		reports.addAll(this.stored);
		this.stored.addLast(bytes);
		if (this.stored.size() > MAX) {
			this.stored.removeFirst();
		}
		return reports;
	}

	/**
	 * Notes that Redis has a report, and not those whose place it has taken.
	 */
	synchronized void arrived(List<byte[]> reports) {
		if (!reports.isEmpty()) {
			this.stored.removeAll(reports.subList(1, reports.size()));
		}
	}

}
