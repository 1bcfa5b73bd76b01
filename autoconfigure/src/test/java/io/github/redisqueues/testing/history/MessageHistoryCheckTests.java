package io.github.redisqueues.testing.history;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.testing.history.MessageEvent.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checkers checked: what is planted into a good history is found.
 */
class MessageHistoryCheckTests {

	private static final Duration LEASE = Duration.ofMillis(100);

	private final List<MessageEvent> events = new ArrayList<>(
			List.of(MessageEvent.sent("a", "p", 1), MessageEvent.sent("b", "p", 2), MessageEvent.sent("c", "q", 1),
					taken("a", 1, 1100), taken("b", 1, 1101), taken("c", 1, 1102)));

	@Test
	void findNothingInAGoodHistory() {
		assertThat(findings()).isEmpty();
	}

	@Test
	void findALoss() {
		this.events.remove(taken("b", 1, 1101));
		assertThat(findings()).containsExactly("lost: b");
	}

	@Test
	void findAMessageThatNobodySent() {
		this.events.add(taken("x", 1, 1103));
		assertThat(findings()).containsExactly("unexpected: x");
	}

	@Test
	void allowAMessageThatWasPerhapsSent() {
		this.events.add(MessageEvent.sent("x", "p", 3).as(Kind.PERHAPS_SENT));
		assertThat(findings()).isEmpty();
		this.events.add(taken("x", 1, 1103));
		assertThat(findings()).isEmpty();
	}

	@Test
	void findADuplicateWithoutCause() {
		this.events.add(taken("b", 2, 1300));
		assertThat(findings()).singleElement().asString().startsWith("no cause: ");
	}

	@Test
	void allowADuplicateWithCause() {
		this.events.add(taken("b", 1, 1101).as(Kind.KILLED));
		this.events.add(taken("b", 2, 1300));
		assertThat(findings()).isEmpty();
	}

	@Test
	void findADuplicateWhoseCauseIsOfAnotherAttempt() {
		this.events.add(taken("b", 1, 1101).as(Kind.KILLED));
		this.events.add(taken("b", 2, 1300));
		this.events.add(taken("b", 3, 1500));
		assertThat(findings()).singleElement().asString().startsWith("no cause: ");
	}

	@Test
	void findAnAttemptThatWasNotCounted() {
		this.events.add(taken("b", 1, 1101).as(Kind.KILLED));
		this.events.add(taken("b", 1, 1300));
		assertThat(findings()).singleElement().asString().startsWith("same attempt twice: ");
	}

	@Test
	void findAnEarlyRedelivery() {
		this.events.add(taken("b", 1, 1101).as(Kind.LEASE_LOST));
		this.events.add(taken("b", 2, 1200));
		assertThat(findings()).singleElement().asString().startsWith("before the lease was over: ");
	}

	@Test
	void allowAnEarlyRedeliveryOfWhatWasReturned() {
		this.events.add(taken("b", 1, 1101).as(Kind.RETURNED));
		this.events.add(taken("b", 2, 1150));
		assertThat(findings()).isEmpty();
	}

	@Test
	void findASwap() {
		Collections.swap(this.events, 3, 4);
		assertThat(findings()).containsExactly("out of order: number 1 of p after 2");
	}

	@Test
	void readBackWhatWasWritten() {
		assertThat(this.events.stream().map(MessageEvent::toLine).map(MessageEvent::parse).toList())
			.isEqualTo(this.events);
	}

	private static MessageEvent taken(String id, int attempt, long leaseUntil) {
		return new MessageEvent(Kind.TAKEN, id, "c", 0, attempt, leaseUntil);
	}

	private List<String> findings() {
		List<String> findings = new ArrayList<>(LossCheck.findings(this.events));
		findings.addAll(DuplicateCheck.findings(this.events, LEASE));
		findings.addAll(OrderCheck.findings(this.events));
		return findings;
	}

}
