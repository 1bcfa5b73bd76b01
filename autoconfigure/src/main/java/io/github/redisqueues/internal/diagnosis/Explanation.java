package io.github.redisqueues.internal.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.ListenerStatus.State;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.QueueEvidence.BlockedGroup;
import io.github.redisqueues.queue.QueueEvidence.LeaseHolder;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.Rate;

/**
 * A verdict in plain English.
 *
 * @param known what is known of the queue
 */
record Explanation(QueueEvidence known) {

	private static final int MAX_NAMED = 3;

	String of(Verdict verdict) {
		return switch (verdict) {
			case REDIS_UNAVAILABLE -> "Redis cannot be reached from this process" + this.known.outage()
				.map((outage) -> " since " + time(outage.since()) + ": " + firstLine(outage.reason()))
				.orElse("") + ".";
			case EMPTY -> "The queue is empty" + dead() + "." + alsoPaused();
			case PAUSED -> "Delivery is paused" + this.known.pauses().delivery().map(this::paused).orElse("") + "; "
					+ messages() + ".";
			case NO_LISTENER ->
				"No process runs a listener of this queue, waits for its messages or has looked for any in"
						+ " the last two minutes; " + messages() + "." + takers();
			case LISTENERS_PAUSED -> "Every running listener is paused in its process: " + names(State.PAUSED) + ".";
			case CIRCUIT_OPEN -> "The circuit of every running listener is open after failures in a row: "
					+ names(State.CIRCUIT_OPEN) + "." + lastFailure();
			case MAX_IN_FLIGHT -> "The limit of " + this.known.limits().maxInFlight() + " in flight is reached: "
					+ holders() + "." + progress();
			case RATE_LIMITED -> "The rate of " + this.known.limits().rate().map(Rate::toString).orElse("")
					+ " is used up; the next message can be taken"
					+ this.known.nextPermit().map((moment) -> " at " + time(moment)).orElse("") + ". "
					+ count(this.known.ready(), "message is ready", "messages are ready") + ".";
			case GROUP_BLOCKED -> this.known.blockedGroup().map(this::blocked).orElse("");
			case FAILING -> "The last message of every running listener failed." + lastFailure() + progress();
			case ALL_DELAYED -> allDelayed();
			case WORKERS_BUSY ->
				"All workers are busy, and no message was handled for a while: " + holders() + "." + progress();
			case STALLED -> count(this.known.ready(), "message is ready", "messages are ready") + idle() + progress();
			case MOVING -> "Nothing holds the messages up: " + this.known.ready() + " ready, "
					+ count(this.known.waiting(), "behind another of its group", "behind others of their groups") + ", "
					+ this.known.delayed() + " delayed, " + this.known.inFlight() + " in flight." + progress() + look();
		};
	}

	private String allDelayed() {
		long delayed = this.known.delayed();
		return ((delayed == 1) ? "The only message is delayed" : "All " + delayed + " messages are delayed")
				+ this.known.nextDue()
					.map((moment) -> "; " + ((delayed == 1) ? "it" : "the next one") + " is due at " + time(moment)
							+ ", " + in(moment))
					.orElse("")
				+ ".";
	}

	/**
	 * Says how many messages there are, without those states of which there are none.
	 */
	private String messages() {
		List<String> parts = new ArrayList<>();
		addPart(parts, this.known.ready(), "is ready", "are ready");
		addPart(parts, this.known.waiting(), "waits behind another of its group", "wait behind others of their groups");
		addPart(parts, this.known.delayed(), "is delayed", "are delayed");
		addPart(parts, this.known.inFlight(), "is in flight", "are in flight");
		int last = parts.size() - 1;
		return parts.isEmpty() ? "there are no messages"
				: (last == 0) ? parts.get(0) : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
	}

	private static void addPart(List<String> parts, long number, String one, String several) {
		if (number > 0) {
			boolean isFirst = parts.isEmpty();
			parts.add(count(number, isFirst ? "message " + one : one, isFirst ? "messages " + several : several));
		}
	}

	private String idle() {
		long processes = this.known.waitingProcesses();
		return !this.known.listeners().isEmpty()
				? ", and listeners run that are neither busy nor failing, but none takes a message."
				: (processes == 0)
						? ", but none is taken: no process waits for messages, and what listeners run in other"
								+ " processes is not known."
						: ", and " + count(processes, "process waits", "processes wait")
								+ " for messages, but none is taken.";
	}

	private String look() {
		return !this.known.listeners().isEmpty() ? ""
				: this.known.lastLook()
					.map((moment) -> " A process last looked for messages at " + time(moment) + ".")
					.orElse("");
	}

	private String dead() {
		return (this.known.dead() == 0) ? ""
				: ", except for " + count(this.known.dead(), "dead letter", "dead letters");
	}

	private String alsoPaused() {
		return this.known.pauses().delivery().map((pause) -> " Delivery is paused" + paused(pause) + ".").orElse("")
				+ this.known.pauses().sending().map((pause) -> " Sending is paused" + paused(pause) + ".").orElse("");
	}

	private String paused(Pause pause) {
		return pause.by().map((by) -> " by " + by).orElse("") + " since " + time(pause.since())
				+ pause.until().map((until) -> " until " + time(until)).orElse("")
				+ pause.reason().map((reason) -> " (" + reason + ")").orElse("");
	}

	private String blocked(BlockedGroup group) {
		String text = count(group.waiting(), "message", "messages") + " of group '" + group.group() + "' "
				+ ((group.waiting() == 1) ? "waits" : "wait") + " for message '" + group.messageId() + "', ";
		return switch (group.state()) {
			case DELAYED ->
				text + "which is tried again" + group.until().map((moment) -> " at " + time(moment)).orElse("")
						+ " after " + count(group.attempts(), "attempt", "attempts") + "." + lastFailure();
			case IN_FLIGHT -> text + "which " + group.process().orElse("a process") + " holds"
					+ group.until().map((moment) -> " until " + time(moment)).orElse("") + " at attempt "
					+ group.attempts() + ".";
			default -> text + "which is " + group.state().name().toLowerCase(Locale.ROOT) + ".";
		};
	}

	private String takers() {
		return this.known.leases().isEmpty() ? "" : " " + holders(" took ", " under a lease until ") + ".";
	}

	private String holders() {
		return holders(" holds ", " until ");
	}

	private String holders(String verb, String until) {
		List<LeaseHolder> leases = this.known.leases();
		return leases.stream()
			.sorted(Comparator.comparingLong(LeaseHolder::messages).reversed())
			.limit(MAX_NAMED)
			.map((holder) -> holder.process().orElse("a process that is not known") + verb + holder.messages() + until
					+ time(holder.lastEnd()))
			.collect(Collectors.joining(", "))
				+ ((leases.size() > MAX_NAMED) ? ", and " + (leases.size() - MAX_NAMED) + " more" : "");
	}

	private String names(State state) {
		List<ListenerStatus> listeners = this.known.listeners()
			.stream()
			.filter((listener) -> listener.state() == state)
			.toList();
		return listeners.stream()
			.limit(MAX_NAMED)
			.map((listener) -> "'" + listener.listener() + "' in " + listener.process())
			.collect(Collectors.joining(", "))
				+ ((listeners.size() > MAX_NAMED) ? ", and " + (listeners.size() - MAX_NAMED) + " more" : "");
	}

	private String lastFailure() {
		return this.known.listeners()
			.stream()
			.filter((listener) -> listener.lastFailure().isPresent())
			.max(Comparator.comparing((listener) -> listener.lastFailure().orElse(Instant.MIN)))
			.map((listener) -> " The latest failure, of '" + listener.listener() + "' in " + listener.process() + " at "
					+ listener.lastFailure().map(Explanation::time).orElse("") + ": "
					+ firstLine(listener.lastFailureReason().orElse("unknown")) + ".")
			.orElse("");
	}

	private String progress() {
		Optional<Instant> latest = this.known.listeners()
			.stream()
			.flatMap((listener) -> listener.lastProgress().stream())
			.max(Comparator.naturalOrder());
		return latest.map((moment) -> " A listener last handled a message at " + time(moment) + ".").orElse("");
	}

	private String in(Instant moment) {
		Duration left = Duration.between(this.known.readAt(), moment).truncatedTo(ChronoUnit.SECONDS);
		return "in " + left.toString().substring(2).toLowerCase(Locale.ROOT);
	}

	private static String count(long number, String one, String several) {
		return number + " " + ((number == 1) ? one : several);
	}

	private static String time(Instant moment) {
		return moment.truncatedTo(ChronoUnit.SECONDS).toString();
	}

	private static String firstLine(String text) {
		return text.lines().findFirst().orElse("");
	}

}
