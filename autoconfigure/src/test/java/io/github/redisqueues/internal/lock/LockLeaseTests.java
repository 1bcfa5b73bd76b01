package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a hold may believe of its lease while requests and answers are under way.
 */
@Timeout(20)
class LockLeaseTests {

	private static final long MINUTE = 60_000;

	@Test
	void itEndsALittleSoonerThanInTheStore() {
		long sentAt = System.nanoTime();
		assertThat(LockLease.deadline(sentAt, MINUTE) - sentAt)
			.isEqualTo(TimeUnit.MILLISECONDS.toNanos(MINUTE - MINUTE / 100 - 2));
	}

	@Test
	void onlyOneRequestIsUnderWayAtATime() {
		LockLease lease = new LockLease(System.nanoTime(), MINUTE);
		assertThat(lease.tryBegin()).isTrue();
		assertThat(lease.tryBegin()).isFalse();
		BlockedCall<Boolean> extending = new BlockedCall<>(() -> lease.begin(2 * MINUTE)).awaitParked(() -> true);
		assertThat(extending.isDone()).isFalse();
		assertThat(lease.end(true, System.nanoTime(), MINUTE)).isTrue();
		assertThat(extending.atOnce()).isTrue();
		assertThat(lease.tryBegin()).as("the other's turn").isFalse();
	}

	@Test
	void whoWaitsForSilenceIsLeftAloneAtTheEndOfTheLease() {
		LockLease lease = new LockLease(System.nanoTime(), 100);
		lease.tryBegin();
		BlockedCall<Boolean> quiet = new BlockedCall<>(() -> {
			lease.awaitIdle();
			return lease.isRunning();
		});
		assertThat(quiet.atOnce()).isFalse();
		assertThat(lease.begin(MINUTE)).as("is over").isFalse();
	}

	@Test
	void aShorterLeaseCountsFromTheRequestAndNotFromTheAnswer() {
		LockLease lease = new LockLease(System.nanoTime(), MINUTE);
		assertThat(lease.begin(300)).isTrue();
		assertThat(lease.remaining()).isLessThanOrEqualTo(Duration.ofMillis(300));
		lease.end(false, 0, 300);
		assertThat(lease.remaining()).as("no answer, and it may have been done")
			.isLessThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void aLongerLeaseCountsWithTheAnswerAndFromTheRequest() {
		LockLease lease = new LockLease(System.nanoTime(), MINUTE);
		long before = lease.deadline();
		assertThat(lease.begin(5 * MINUTE)).isTrue();
		assertThat(lease.deadline()).isEqualTo(before);
		long sentAt = System.nanoTime() - TimeUnit.SECONDS.toNanos(30);
		assertThat(lease.end(true, sentAt, 5 * MINUTE)).isTrue();
		assertThat(lease.deadline()).isEqualTo(LockLease.deadline(sentAt, 5 * MINUTE));
		assertThat(lease.millis()).isEqualTo(5 * MINUTE);
	}

	@Test
	void aYesThatComesAfterTheEndChangesNothing() {
		LockLease lease = new LockLease(System.nanoTime() - TimeUnit.MINUTES.toNanos(2) + TimeUnit.SECONDS.toNanos(1),
				2 * MINUTE);
		lease.begin(10);
		while (lease.isRunning()) {
			Thread.onSpinWait();
		}
		assertThat(lease.end(true, System.nanoTime(), MINUTE)).isFalse();
		assertThat(lease.isRunning()).isFalse();
		assertThat(lease.millis()).isEqualTo(2 * MINUTE);
	}

}
