package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a queue at one moment. All moments are those of the Redis server's
 * clock, unless Redis cannot be reached; then they are this process's, and everything but
 * {@code listeners} and {@code outage} is zero or empty.
 *
 * @param readAt the moment
 * @param ready messages that can be taken
 * @param waiting messages that wait behind others of their groups
 * @param delayed messages that are not due yet
 * @param inFlight messages under a lease that has not ended
 * @param dead dead letters
 * @param pauses what is paused
 * @param limits the limits that are in force
 * @param listeners running listeners of all processes, up to 200: those of this process
 * as they are now, those of others as they were up to ten seconds ago
 * @param waitingProcesses how many processes wait for messages
 * @param leases who holds the messages in flight, of the first 1,000 whose leases end
 * @param blockedGroup a group that waits while no message is ready: one whose first
 * message is being retried, or else the one with the most messages, of the first 20
 * groups
 * @param nextDue when the next delayed message falls due
 * @param nextPermit when the rate next allows a message, if it allows none now
 * @param nextSentAt when the message was sent that would be taken next
 * @param lastLook when a process last looked for messages by itself, not with a listener;
 * empty if none has told so for two minutes. What other processes do is known up to ten
 * seconds later
 * @param outage the outage of Redis
 */
public record QueueEvidence(Instant readAt, long ready, long waiting, long delayed, long inFlight, long dead,
		QueuePauses pauses, LimitValues limits, List<ListenerStatus> listeners, long waitingProcesses,
		List<LeaseHolder> leases, Optional<BlockedGroup> blockedGroup, Optional<Instant> nextDue,
		Optional<Instant> nextPermit, Optional<Instant> nextSentAt, Optional<Instant> lastLook,
		Optional<Outage> outage) {

	public QueueEvidence {
		Objects.requireNonNull(readAt, "readAt must not be null");
		Objects.requireNonNull(pauses, "pauses must not be null");
		Objects.requireNonNull(limits, "limits must not be null");
		listeners = List.copyOf(listeners);
		leases = List.copyOf(leases);
		Objects.requireNonNull(blockedGroup, "blockedGroup must not be null");
		Objects.requireNonNull(nextDue, "nextDue must not be null");
		Objects.requireNonNull(nextPermit, "nextPermit must not be null");
		Objects.requireNonNull(nextSentAt, "nextSentAt must not be null");
		Objects.requireNonNull(lastLook, "lastLook must not be null");
		Objects.requireNonNull(outage, "outage must not be null");
	}

	/**
	 * A process that holds messages.
	 *
	 * @param process name of the process, as in {@link ListenerStatus#process()}; empty
	 * if it is not known, because more than 127 processes use the queue
	 * @param messages how many it holds
	 * @param firstEnd when the first of their leases ends, unless it is renewed
	 * @param lastEnd when the last of their leases ends, unless it is renewed
	 */
	public record LeaseHolder(Optional<String> process, long messages, Instant firstEnd, Instant lastEnd) {

		public LeaseHolder {
			Objects.requireNonNull(process, "process must not be null");
			Objects.requireNonNull(firstEnd, "firstEnd must not be null");
			Objects.requireNonNull(lastEnd, "lastEnd must not be null");
		}

	}

	/**
	 * A group whose messages wait.
	 *
	 * @param group the group
	 * @param waiting how many messages wait in it
	 * @param messageId the message that they wait for
	 * @param state the state of that message
	 * @param attempts how many times that message was delivered so far
	 * @param until when its lease ends or it is due again; empty if it is ready
	 * @param process the process that holds it; empty if none does or it is not known
	 */
	public record BlockedGroup(String group, long waiting, String messageId, MessageState state, int attempts,
			Optional<Instant> until, Optional<String> process) {

		public BlockedGroup {
			Objects.requireNonNull(group, "group must not be null");
			Objects.requireNonNull(messageId, "messageId must not be null");
			Objects.requireNonNull(state, "state must not be null");
			Objects.requireNonNull(until, "until must not be null");
			Objects.requireNonNull(process, "process must not be null");
		}

	}

	/**
	 * An outage of Redis, as this process sees it.
	 *
	 * @param since when the first call failed, by this process's clock
	 * @param reason why the latest call failed
	 */
	public record Outage(Instant since, String reason) {

		public Outage {
			Objects.requireNonNull(since, "since must not be null");
			Objects.requireNonNull(reason, "reason must not be null");
		}

	}

}
