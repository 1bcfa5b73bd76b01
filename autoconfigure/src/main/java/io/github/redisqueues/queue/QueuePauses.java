package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is paused in a queue. All moments are those of the Redis server's clock.
 *
 * @param delivery the pause of delivery, empty if messages are delivered. The pause of a
 * circuit breaker is present as long as messages are tried one at a time after it; its
 * end is over then.
 * @param sending the pause of sending, empty if messages can be sent
 */
public record QueuePauses(Optional<Pause> delivery, Optional<Pause> sending) {

	public QueuePauses {
		Objects.requireNonNull(delivery, "delivery must not be null");
		Objects.requireNonNull(sending, "sending must not be null");
	}

	/**
	 * One pause.
	 *
	 * @param since when it began
	 * @param until when it ends by itself; empty if it only ends when somebody resumes
	 * @param by who began it; empty if that was not said
	 * @param reason why; empty if that was not said
	 */
	public record Pause(Instant since, Optional<Instant> until, Optional<String> by, Optional<String> reason) {

		public Pause {
			Objects.requireNonNull(since, "since must not be null");
			Objects.requireNonNull(until, "until must not be null");
			Objects.requireNonNull(by, "by must not be null");
			Objects.requireNonNull(reason, "reason must not be null");
		}

	}

}
