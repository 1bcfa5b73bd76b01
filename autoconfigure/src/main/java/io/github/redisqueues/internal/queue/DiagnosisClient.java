package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.diagnosis.Verdicts;
import io.github.redisqueues.internal.fleet.ListenerSnapshot;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.QueueEvidence.BlockedGroup;
import io.github.redisqueues.queue.QueueEvidence.LeaseHolder;
import io.github.redisqueues.queue.QueueEvidence.Outage;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueueSettings;

/**
 * Finds out why the messages of one queue move or do not move.
 *
 * @param settings the queue's settings
 * @param client runs the queue's scripts
 * @param limits the queue's limits
 * @param fleet the listeners of this process
 */
record DiagnosisClient(QueueSettings<?> settings, QueueClient client, LimitsClient limits, FleetClient fleet) {

	private static final List<MessageState> STATES = List.of(MessageState.values());

	/**
	 * For how long a process that has looked for messages is taken for a consumer.
	 */
	private static final Duration RECENT = Duration.ofMinutes(2);

	QueueDiagnosis diagnose() {
		return Verdicts.judge(this.settings.name(), read(), this.fleet.identity().registersListeners(),
				this.settings.leaseTime());
	}

	private QueueEvidence read() {
		try {
			return read(this.client.run((scripts) -> scripts.diagnose, LuaScript.numbers(this.settings.maxInFlight(),
					this.client.ratePermits(), this.client.ratePeriod())));
		}
		catch (RedisCallFailedException ex) {
			boolean isRefused = ex instanceof RedisNotExecutedException notExecuted && notExecuted.isRefused();
			Optional<Outage> outage = this.client.outage().map((known) -> new Outage(known.since(), known.reason()));
			if (isRefused || outage.isEmpty()) {
				throw ex;
			}
			return unknown(outage.get());
		}
	}

	private QueueEvidence unknown(Outage outage) {
		Instant now = Instant.now();
		return new QueueEvidence(now, 0, 0, 0, 0, 0, new QueuePauses(Optional.empty(), Optional.empty()),
				this.limits.configured(), this.fleet.local(now), 0, List.of(), Optional.empty(), Optional.empty(),
				Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(outage));
	}

	private QueueEvidence read(LuaReply reply) {
		Instant now = Instant.ofEpochMilli(reply.number());
		long ready = reply.number();
		long waiting = reply.number();
		long delayed = reply.number();
		long inFlight = reply.number();
		long dead = reply.number();
		long waitingProcesses = reply.number();
		Optional<Instant> nextDue = moment(reply);
		Optional<Instant> nextPermit = moment(reply);
		Optional<Instant> nextSentAt = moment(reply);
		Optional<Instant> lastLook = lastLook(moment(reply), now);
		QueuePauses pauses = PauseClient.read(reply);
		LimitValues current = this.limits.read(reply);
		List<LeaseHolder> leases = leases(reply);
		Optional<BlockedGroup> blocked = blockedGroup(reply);
		return new QueueEvidence(now, ready, waiting, delayed, inFlight, dead, pauses, current, listeners(reply, now),
				waitingProcesses, leases, blocked, nextDue, nextPermit, nextSentAt, lastLook, Optional.empty());
	}

	private Optional<Instant> lastLook(Optional<Instant> told, Instant now) {
		return Stream.of(told, this.client.activity().lookAge().map(now::minus))
			.flatMap(Optional::stream)
			.filter((look) -> look.plus(RECENT).isAfter(now))
			.max(Comparator.naturalOrder());
	}

	private static Optional<Instant> moment(LuaReply reply) {
		long millis = reply.number();
		return (millis < 0) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
	}

	private static Optional<String> given(String text) {
		return Optional.of(text).filter((some) -> !some.isEmpty());
	}

	private static List<LeaseHolder> leases(LuaReply reply) {
		List<LeaseHolder> leases = new ArrayList<>();
		for (long left = reply.number(); left > 0; left--) {
			leases.add(new LeaseHolder(given(reply.text()), reply.number(), Instant.ofEpochMilli(reply.number()),
					Instant.ofEpochMilli(reply.number())));
		}
		return leases;
	}

	private static Optional<BlockedGroup> blockedGroup(LuaReply reply) {
		if (reply.number() == 0) {
			return Optional.empty();
		}
		String group = reply.text();
		long waiting = reply.number();
		String id = reply.text();
		MessageState state = STATES.get((int) reply.number());
		Optional<Instant> until = moment(reply);
		int attempt = StoredMessage.attempt(reply.text());
		int attempts = (state == MessageState.IN_FLIGHT) ? attempt : attempt - 1;
		return Optional.of(new BlockedGroup(group, waiting, id, state, attempts, until, given(reply.text())));
	}

	/**
	 * Returns the listeners of all processes; those of this one as they are now.
	 */
	private List<ListenerStatus> listeners(LuaReply reply, Instant now) {
		List<ListenerStatus> listeners = new ArrayList<>(this.fleet.local(now));
		while (reply.hasMore()) {
			ListenerSnapshot.read(reply.bytes())
				.filter((listener) -> !listener.process().equals(this.client.processName()))
				.ifPresent(listeners::add);
		}
		return listeners;
	}

}
