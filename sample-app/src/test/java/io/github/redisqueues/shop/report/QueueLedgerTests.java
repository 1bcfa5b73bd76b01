package io.github.redisqueues.shop.report;

import java.util.Set;

import io.github.redisqueues.queue.QueueType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class QueueLedgerTests {

	private final QueueLedger ledger = new QueueLedger("orders", QueueType.FIFO);

	@Test
	void countsAMessageThatVanishedAsLost() {
		this.ledger.sent("a");
		this.ledger.sent("vanished");
		this.ledger.received("a", 1);
		this.ledger.processed("a");
		assertThat(totals(Set.of(), Set.of(), 0))
			.isEqualTo(new QueueTotals("orders", QueueType.FIFO, 2, 1, 0, 0, 0, 0, 1));
	}

	@Test
	void countsAMessageThatVanishedInAWorkersHandsAsLost() {
		this.ledger.sent("vanished");
		this.ledger.received("vanished", 1);
		assertThat(totals(Set.of(), Set.of(), 0).lost()).isEqualTo(1);
	}

	@Test
	void countsEachMessageOnce() {
		for (String id : Set.of("processed", "cancelled", "dead", "waiting", "held", "lost")) {
			this.ledger.sent(id);
		}
		this.ledger.processed("processed");
		this.ledger.processed("cancelled");
		this.ledger.cancelled("cancelled");
		assertThat(totals(Set.of("dead"), Set.of("waiting", "cancelled"), 1))
			.isEqualTo(new QueueTotals("orders", QueueType.FIFO, 6, 1, 0, 1, 1, 2, 1));
	}

	@Test
	void doesNotCountAsProcessedWhatRedisStillHas() {
		for (String id : Set.of("dead", "waiting", "held", "done")) {
			this.ledger.sent(id);
			this.ledger.processed(id);
		}
		assertThat(totals(Set.of("dead"), Set.of("waiting"), 1))
			.isEqualTo(new QueueTotals("orders", QueueType.FIFO, 4, 1, 0, 0, 1, 2, 0));
	}

	@Test
	void countsAMessageThatWasSentOrProcessedTwiceOnce() {
		this.ledger.sent("a");
		this.ledger.sent("a");
		this.ledger.processed("a");
		this.ledger.processed("a");
		assertThat(totals(Set.of(), Set.of(), 0))
			.isEqualTo(new QueueTotals("orders", QueueType.FIFO, 1, 1, 0, 0, 0, 0, 0));
	}

	@Test
	void countsMessagesThatCameMoreThanOnceAsRedelivered() {
		this.ledger.received("once", 1);
		this.ledger.received("twice", 1);
		this.ledger.received("twice", 2);
		this.ledger.received("sameAttemptTwice", 1);
		this.ledger.received("sameAttemptTwice", 1);
		this.ledger.received("knownToAnotherProcess", 2);
		assertThat(totals(Set.of(), Set.of(), 0).redelivered()).isEqualTo(3);
	}

	@Test
	void doesNotCountWhatOthersSent() {
		this.ledger.received("foreign", 1);
		this.ledger.processed("foreign");
		assertThat(totals(Set.of("dead"), Set.of("waiting"), 3))
			.isEqualTo(new QueueTotals("orders", QueueType.FIFO, 0, 0, 0, 0, 0, 0, 0));
	}

	private QueueTotals totals(Set<String> dead, Set<String> waiting, long inFlight) {
		return this.ledger.totals(dead, waiting, inFlight);
	}

}
