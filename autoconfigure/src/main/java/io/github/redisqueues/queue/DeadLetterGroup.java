package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Dead letters that died of the same: the same class of exception at the same place of
 * the application, or the same text except for numbers, ids and quoted parts.
 *
 * @param fingerprint what they have in common, in sixteen characters; the same in every
 * process and release
 * @param reason the kind of reason: {@value DeadLetter#MAX_ATTEMPTS},
 * {@value DeadLetter#EXPIRED}, {@value DeadLetter#UNREADABLE},
 * {@value DeadLetter#INVALID}, or {@code rejected}
 * @param exception class of the exception that was the root cause, empty if the reason
 * names none
 * @param location method of the application in which it was thrown or called, without
 * line number; empty if the reason names none
 * @param count how many there are
 * @param firstDied when the first of them died
 * @param lastDied when the last of them died
 * @param firstVersion version of the application that failed first, empty if it is not
 * known
 * @param latestId id of the one that died last
 * @param latestReason first line of its reason
 */
public record DeadLetterGroup(String fingerprint, String reason, Optional<String> exception, Optional<String> location,
		long count, Instant firstDied, Instant lastDied, Optional<String> firstVersion, String latestId,
		String latestReason) {

	public DeadLetterGroup {
		Objects.requireNonNull(fingerprint, "fingerprint must not be null");
		Objects.requireNonNull(reason, "reason must not be null");
		Objects.requireNonNull(exception, "exception must not be null");
		Objects.requireNonNull(location, "location must not be null");
		Objects.requireNonNull(firstDied, "firstDied must not be null");
		Objects.requireNonNull(lastDied, "lastDied must not be null");
		Objects.requireNonNull(firstVersion, "firstVersion must not be null");
		Objects.requireNonNull(latestId, "latestId must not be null");
		Objects.requireNonNull(latestReason, "latestReason must not be null");
	}

}
