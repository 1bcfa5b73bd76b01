package io.github.redisqueues.internal.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.QueueEvidence.BlockedGroup;
import io.github.redisqueues.queue.QueueEvidence.LeaseHolder;
import io.github.redisqueues.queue.QueueEvidence.Outage;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueuePauses.Pause;

/**
 * What is known of a queue with a message that was sent a minute ago. Reasons that hold
 * it up may hold at the same time.
 */
final class QueueFacts {

	static final Instant NOW = Instant.parse("2026-11-26T21:00:00Z");

	static final Duration LEASE = Duration.ofSeconds(30);

	static final Instant LONG_AGO = NOW.minusSeconds(60);

	static final Instant JUST_NOW = NOW.minusSeconds(1);

	Instant leaseEnd = NOW.plusSeconds(9);

	boolean knowsListeners = true;

	long ready = 1;

	long waiting;

	long delayed;

	long inFlight;

	long dead;

	Optional<Pause> pause = Optional.empty();

	LimitValues limits = new LimitValues(0, 0, Optional.empty(), OptionalInt.empty());

	List<ListenerStatus> listeners = new ArrayList<>();

	long waitingProcesses;

	Optional<BlockedGroup> group = Optional.empty();

	Optional<Instant> permit = Optional.empty();

	Optional<Instant> sentAt = Optional.of(LONG_AGO);

	Optional<Instant> lastLook = Optional.empty();

	Optional<Outage> outage = Optional.empty();

	QueueDiagnosis judge() {
		return Verdicts.judge("orders", evidence(), this.knowsListeners, LEASE);
	}

	QueueEvidence evidence() {
		List<LeaseHolder> leases = (this.inFlight == 0) ? List.of()
				: List.of(new LeaseHolder(Optional.of("1@a/b"), this.inFlight, NOW, this.leaseEnd));
		return new QueueEvidence(NOW, this.ready, this.waiting, this.delayed, this.inFlight, this.dead,
				new QueuePauses(this.pause, Optional.empty()), this.limits, this.listeners, this.waitingProcesses,
				leases, this.group, (this.delayed == 0) ? Optional.empty() : Optional.of(NOW.plusSeconds(75)),
				this.permit, this.sentAt, this.lastLook, this.outage);
	}

}
