package io.github.redisqueues.testing.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.github.redisqueues.testing.history.MessageEvent.Kind;

/**
 * First in, first out: first deliveries rise per producer. The history must be that of
 * one consumer.
 */
public final class OrderCheck {

	private OrderCheck() {
	}

	/**
	 * Checks a history.
	 * @param events the history, in order
	 * @return what is wrong with it; empty if nothing is
	 */
	public static List<String> findings(Collection<MessageEvent> events) {
		Map<String, MessageEvent> sends = new HashMap<>();
		events.stream()
			.filter((event) -> event.kind() == Kind.SENT)
			.forEach((event) -> sends.put(event.message(), event));
		List<String> findings = new ArrayList<>();
		Set<String> seen = new TreeSet<>();
		Map<String, Long> last = new HashMap<>();
		for (MessageEvent event : events) {
			MessageEvent send = sends.get(event.message());
			if (event.kind() == Kind.TAKEN && send != null && seen.add(event.message())) {
				Long before = last.put(send.by(), send.number());
				if (before != null && before > send.number()) {
					findings.add("out of order: number %d of %s after %d".formatted(send.number(), send.by(), before));
				}
			}
		}
		return findings;
	}

}
