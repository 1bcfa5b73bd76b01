package io.github.redisqueues.testing.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.github.redisqueues.testing.history.LockEvent.Kind;

/**
 * A resource has accepted no write with a token smaller than that of a write before.
 */
public final class FencingCheck {

	private FencingCheck() {
	}

	/**
	 * Checks a history.
	 * @param events the history of one resource, in order
	 * @return what is wrong with it; empty if nothing is
	 */
	public static List<String> findings(Collection<LockEvent> events) {
		List<String> findings = new ArrayList<>();
		LockEvent greatest = null;
		for (LockEvent event : events) {
			if (event.kind() != Kind.WRITTEN) {
				continue;
			}
			if (greatest != null && event.token() < greatest.token()) {
				findings.add("stale write: " + event + " after " + greatest);
			}
			greatest = (greatest == null || event.token() > greatest.token()) ? event : greatest;
		}
		return findings;
	}

}
