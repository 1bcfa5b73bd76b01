package io.github.redisqueues.testing.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.redisqueues.testing.history.LockEvent.Kind;

/**
 * Intervals in which holders believe in their holds never overlap, and tokens rise in the
 * order in which the lock was acquired, each of them given out once.
 */
public final class ExclusionCheck {

	private ExclusionCheck() {
	}

	/**
	 * Checks a history.
	 * @param events the history of one lock that one may hold
	 * @return what is wrong with it; empty if nothing is
	 */
	public static List<String> findings(Collection<LockEvent> events) {
		List<String> findings = new ArrayList<>();
		List<Interval> intervals = new ArrayList<>(intervals(events, findings));
		intervals.sort(Comparator.comparingLong(Interval::from));
		Interval longest = null;
		Interval before = null;
		for (Interval interval : intervals) {
			if (longest != null && interval.from < longest.to) {
				findings.add("overlap: " + longest + " and " + interval);
			}
			if (before != null && interval.token <= before.token) {
				findings.add("token not greater: " + before + " and " + interval);
			}
			longest = (longest == null || interval.to > longest.to) ? interval : longest;
			before = interval;
		}
		return findings;
	}

	private static Collection<Interval> intervals(Collection<LockEvent> events, List<String> findings) {
		Map<String, Interval> intervals = new TreeMap<>();
		for (LockEvent event : events) {
			String hold = event.token() + " " + event.by();
			if (event.kind() == Kind.ACQUIRED) {
				Interval interval = new Interval(event.by(), event.token(), event.at(), event.at());
				if (intervals.put(hold, interval) != null) {
					findings.add("acquired twice: " + interval);
				}
			}
			else if (event.kind() == Kind.BELIEVED || event.kind() == Kind.RELEASED) {
				intervals.computeIfPresent(hold, (key, interval) -> interval.until(event.at()));
			}
		}
		return intervals.values();
	}

	private record Interval(String by, long token, long from, long to) {

		Interval until(long moment) {
			return new Interval(this.by, this.token, this.from, Math.max(this.to, moment));
		}

	}

}
