package io.github.redisqueues.testing.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.redisqueues.testing.history.MessageEvent.Kind;

/**
 * Every delivery of a message after its first has a cause, and comes when the lease
 * before it has run out.
 */
public final class DuplicateCheck {

	private DuplicateCheck() {
	}

	/**
	 * Checks a history.
	 * @param events the history
	 * @param lease how long messages were lent
	 * @return what is wrong with it; empty if nothing is
	 */
	public static List<String> findings(Collection<MessageEvent> events, Duration lease) {
		List<String> findings = new ArrayList<>();
		Map<String, List<MessageEvent>> byMessage = events.stream()
			.collect(Collectors.groupingBy(MessageEvent::message));
		byMessage.forEach((message, all) -> {
			List<MessageEvent> taken = all.stream()
				.filter((event) -> event.kind() == Kind.TAKEN)
				.sorted(Comparator.comparingInt(MessageEvent::attempt))
				.toList();
			for (int i = 1; i < taken.size(); i++) {
				check(all, taken.get(i - 1), taken.get(i), lease.toMillis(), findings);
			}
		});
		return findings;
	}

	private static void check(List<MessageEvent> all, MessageEvent before, MessageEvent after, long lease,
			List<String> findings) {
		if (after.attempt() <= before.attempt()) {
			findings.add("same attempt twice: " + before + " and " + after);
			return;
		}
		List<MessageEvent> causes = all.stream()
			.filter((event) -> event.kind().explainsRedelivery() && event.attempt() == before.attempt())
			.toList();
		if (causes.isEmpty()) {
			findings.add("no cause: " + before + " and " + after);
		}
		boolean returned = causes.stream().anyMatch((event) -> event.kind() == Kind.RETURNED);
		if (!returned && after.leaseUntil() - lease < before.leaseUntil()) {
			findings.add("before the lease was over: " + before + " and " + after);
		}
	}

}
