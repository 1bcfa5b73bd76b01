package io.github.redisqueues.shop.report;

import java.util.Set;

import io.github.redisqueues.queue.QueueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AccountTests {

	private final Account account = new Account("orders", QueueType.FIFO);

	@Test
	void countsAMessageThatVanishedAsLost() {
		this.account.sent("a");
		this.account.sent("vanished");
		this.account.received("a", 1);
		this.account.processed("a");
		assertThat(tally(Set.of(), Set.of(), 0)).isEqualTo(new Tally("orders", QueueType.FIFO, 2, 1, 0, 0, 0, 0, 1));
	}

	@Test
	void countsAMessageThatVanishedInAWorkersHandsAsLost() {
		this.account.sent("vanished");
		this.account.received("vanished", 1);
		assertThat(tally(Set.of(), Set.of(), 0).lost()).isEqualTo(1);
	}

	@Test
	void countsEachMessageOnce() {
		for (String id : Set.of("processed", "cancelled", "dead", "waiting", "held", "lost")) {
			this.account.sent(id);
		}
		this.account.processed("processed");
		this.account.processed("cancelled");
		this.account.cancelled("cancelled");
		assertThat(tally(Set.of("dead"), Set.of("waiting", "cancelled"), 1))
			.isEqualTo(new Tally("orders", QueueType.FIFO, 6, 1, 0, 1, 1, 2, 1));
	}

	@Test
	void doesNotCountAsProcessedWhatRedisStillHas() {
		for (String id : Set.of("dead", "waiting", "held", "done")) {
			this.account.sent(id);
			this.account.processed(id);
		}
		assertThat(tally(Set.of("dead"), Set.of("waiting"), 1))
			.isEqualTo(new Tally("orders", QueueType.FIFO, 4, 1, 0, 0, 1, 2, 0));
	}

	@Test
	void countsAMessageThatWasSentOrProcessedTwiceOnce() {
		this.account.sent("a");
		this.account.sent("a");
		this.account.processed("a");
		this.account.processed("a");
		assertThat(tally(Set.of(), Set.of(), 0)).isEqualTo(new Tally("orders", QueueType.FIFO, 1, 1, 0, 0, 0, 0, 0));
	}

	@Test
	void countsMessagesThatCameMoreThanOnceAsRedelivered() {
		this.account.received("once", 1);
		this.account.received("twice", 1);
		this.account.received("twice", 2);
		this.account.received("sameAttemptTwice", 1);
		this.account.received("sameAttemptTwice", 1);
		this.account.received("knownToAnotherProcess", 2);
		assertThat(tally(Set.of(), Set.of(), 0).redelivered()).isEqualTo(3);
	}

	@Test
	void doesNotCountWhatOthersSent() {
		this.account.received("foreign", 1);
		this.account.processed("foreign");
		assertThat(tally(Set.of("dead"), Set.of("waiting"), 3))
			.isEqualTo(new Tally("orders", QueueType.FIFO, 0, 0, 0, 0, 0, 0, 0));
	}

	private Tally tally(Set<String> dead, Set<String> waiting, long inFlight) {
		return this.account.tally(dead, waiting, inFlight);
	}

}
