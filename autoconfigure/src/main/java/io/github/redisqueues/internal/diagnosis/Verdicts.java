package io.github.redisqueues.internal.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.ListenerStatus.State;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence;

/**
 * Draws a verdict from what is known of a queue.
 */
public final class Verdicts {

	/**
	 * For how long nothing must have been handled before a queue is said not to move.
	 * Longer than the age of what other processes tell of their listeners.
	 */
	static final Duration QUIET = Duration.ofSeconds(20);

	/**
	 * How many failures in a row are no accident.
	 */
	static final int FAILURES = 3;

	/**
	 * For how long others may not know of a process that has taken a message. Longer than
	 * it takes to tell them.
	 */
	private static final Duration UNTOLD = Duration.ofSeconds(12);

	private final QueueEvidence evidence;

	private final boolean knowsListeners;

	private final Duration leaseTime;

	private Verdicts(QueueEvidence evidence, boolean knowsListeners, Duration leaseTime) {
		this.evidence = evidence;
		this.knowsListeners = knowsListeners;
		this.leaseTime = leaseTime;
	}

	/**
	 * Draws a verdict.
	 * @param queue name of the queue
	 * @param evidence what is known
	 * @param knowsListeners whether the processes tell each other of their listeners
	 * @param leaseTime how long a lease is
	 * @return the verdict, explained
	 */
	public static QueueDiagnosis judge(String queue, QueueEvidence evidence, boolean knowsListeners,
			Duration leaseTime) {
		Verdict verdict = new Verdicts(evidence, knowsListeners, leaseTime).judge();
		return new QueueDiagnosis(queue, verdict, new Explanation(evidence).of(verdict), evidence);
	}

	private Verdict judge() {
		for (Verdict verdict : Verdict.values()) {
			if (applies(verdict)) {
				return verdict;
			}
		}
		throw new IllegalStateException("No verdict applies to " + this.evidence);
	}

	private boolean applies(Verdict verdict) {
		QueueEvidence known = this.evidence;
		return switch (verdict) {
			case REDIS_UNAVAILABLE -> known.outage().isPresent();
			case EMPTY -> known.ready() + known.waiting() + known.delayed() + known.inFlight() == 0;
			case PAUSED -> known.pauses().delivery().isPresent();
			case NO_LISTENER -> this.knowsListeners && nobodyWaits() && !isLookedAt();
			case LISTENERS_PAUSED -> hasOnly(known.listeners(), State.PAUSED);
			case CIRCUIT_OPEN -> hasOnly(unpaused(known), State.CIRCUIT_OPEN);
			case MAX_IN_FLIGHT -> known.ready() > 0 && known.limits().maxInFlight() > 0
					&& known.inFlight() >= known.limits().maxInFlight();
			case RATE_LIMITED -> known.ready() > 0 && known.nextPermit().isPresent();
			case GROUP_BLOCKED -> isGroupBlocked();
			case FAILING -> isFailing();
			case ALL_DELAYED -> known.ready() + known.waiting() + known.inFlight() == 0;
			case WORKERS_BUSY -> known.ready() > 0 && !hasProgress() && areWorkersBusy();
			case STALLED -> known.ready() > 0 && !(nobodyWaits() && isLookedAt()) && !hasProgress()
					&& known.nextSentAt().filter(this::isLongAgo).isPresent();
			case MOVING -> true;
		};
	}

	private static boolean hasOnly(List<ListenerStatus> listeners, State state) {
		return !listeners.isEmpty() && listeners.stream().allMatch((listener) -> listener.state() == state);
	}

	private static List<ListenerStatus> unpaused(QueueEvidence known) {
		return known.listeners().stream().filter((listener) -> listener.state() != State.PAUSED).toList();
	}

	private boolean isGroupBlocked() {
		QueueEvidence known = this.evidence;
		return known.ready() == 0 && known.blockedGroup()
			.filter((group) -> (group.state() == MessageState.DELAYED) ? known.inFlight() == 0 || !hasProgress()
					: !hasProgress())
			.isPresent();
	}

	private boolean isFailing() {
		List<ListenerStatus> listeners = unpaused(this.evidence);
		return listeners.stream().mapToInt(ListenerStatus::failuresInRow).sum() >= FAILURES
				&& listeners.stream().allMatch((listener) -> listener.failuresInRow() > 0);
	}

	private boolean nobodyWaits() {
		return this.evidence.listeners().isEmpty() && this.evidence.waitingProcesses() == 0;
	}

	/**
	 * Returns whether a process has looked for messages lately, by what it tells or by a
	 * lease that has just begun. A lease alone may be that of a process that is gone.
	 */
	private boolean isLookedAt() {
		Instant now = this.evidence.readAt();
		return this.evidence.lastLook().isPresent() || this.evidence.leases()
			.stream()
			.map((holder) -> Duration.between(now, holder.lastEnd().minus(this.leaseTime)))
			// Rounding puts the begin up to a second later; one later than that is not
			// known
			.anyMatch((begin) -> begin.compareTo(UNTOLD.negated()) > 0 && begin.toSeconds() < 1);
	}

	private boolean areWorkersBusy() {
		List<ListenerStatus> listeners = unpaused(this.evidence);
		return !listeners.isEmpty()
				&& listeners.stream().allMatch((listener) -> listener.inFlight() >= listener.maxWorkers());
	}

	/**
	 * Returns whether a listener has handled a message lately, or has just been started.
	 */
	private boolean hasProgress() {
		return this.evidence.listeners()
			.stream()
			.anyMatch((listener) -> !isLongAgo(listener.lastProgress().orElse(listener.runningSince())));
	}

	private boolean isLongAgo(Instant moment) {
		return moment.plus(QUIET).isBefore(this.evidence.readAt());
	}

}
