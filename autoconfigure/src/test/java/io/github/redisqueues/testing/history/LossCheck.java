package io.github.redisqueues.testing.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.redisqueues.testing.history.MessageEvent.Kind;

/**
 * The total queue: what was sent is taken, and what was taken was sent. The history must
 * go on until the queue is empty.
 */
public final class LossCheck {

	private LossCheck() {
	}

	/**
	 * Checks a history.
	 * @param events the history
	 * @return what is wrong with it; empty if nothing is
	 */
	public static List<String> findings(Collection<MessageEvent> events) {
		Set<String> sent = messages(events, Kind.SENT);
		Set<String> perhapsSent = messages(events, Kind.PERHAPS_SENT);
		Set<String> taken = messages(events, Kind.TAKEN);
		List<String> findings = new ArrayList<>();
		sent.stream()
			.filter((message) -> !taken.contains(message))
			.forEach((message) -> findings.add("lost: " + message));
		taken.stream()
			.filter((message) -> !sent.contains(message) && !perhapsSent.contains(message))
			.forEach((message) -> findings.add("unexpected: " + message));
		return findings;
	}

	private static Set<String> messages(Collection<MessageEvent> events, Kind kind) {
		return events.stream()
			.filter((event) -> event.kind() == kind)
			.map(MessageEvent::message)
			.collect(Collectors.toSet());
	}

}
