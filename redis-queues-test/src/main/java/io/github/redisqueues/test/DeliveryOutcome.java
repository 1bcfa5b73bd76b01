package io.github.redisqueues.test;

import java.time.Duration;
import java.util.Optional;

import org.assertj.core.api.AssertProvider;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message that {@link TestQueues} has passed to a listener. AssertJ's
 * {@code assertThat} takes it:
 *
 * <pre class="code">
 * assertThat(queues.deliver("orders", order, 1)).wasRetriedAfter(Duration.ofSeconds(5));
 * </pre>
 *
 * Immutable.
 */
public final class DeliveryOutcome implements AssertProvider<DeliveryOutcomeAssert> {

	private final String queue;

	private final String id;

	private final int attempt;

	private final Result result;

	private final @Nullable Duration delay;

	private final Duration tolerance;

	private final @Nullable String reason;

	private final @Nullable Throwable failure;

	DeliveryOutcome(String queue, String id, int attempt, Result result, @Nullable Duration delay, Duration tolerance,
			@Nullable String reason, @Nullable Throwable failure) {
		this.queue = queue;
		this.id = id;
		this.attempt = attempt;
		this.result = result;
		this.delay = delay;
		this.tolerance = tolerance;
		this.reason = reason;
		this.failure = failure;
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the message's id.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the number of the delivery.
	 * @return 1 for the first
	 */
	public int attempt() {
		return this.attempt;
	}

	/**
	 * Returns what became of the message.
	 * @return the result
	 */
	public Result result() {
		return this.result;
	}

	/**
	 * Returns after which time the message is delivered again.
	 * @return the delay, to the millisecond if the container has settled the message, and
	 * too short by some milliseconds if the handler did; empty if it is not delivered
	 * again or its lease must end first
	 */
	public Optional<Duration> delay() {
		return Optional.ofNullable(this.delay);
	}

	/**
	 * Returns why the message is a dead letter.
	 * @return the reason, empty if it is none
	 */
	public Optional<String> reason() {
		return Optional.ofNullable(this.reason);
	}

	/**
	 * Returns what the listener threw, or an interceptor around it.
	 * @return the exception or error, empty if there was none
	 */
	public Optional<Throwable> failure() {
		return Optional.ofNullable(this.failure);
	}

	/**
	 * By how much the delay may be too short.
	 */
	Duration tolerance() {
		return this.tolerance;
	}

	@Override
	public DeliveryOutcomeAssert assertThat() {
		return new DeliveryOutcomeAssert(this);
	}

	@Override
	public String toString() {
		String text = switch (this.result) {
			case ACKED -> "was acknowledged";
			case RETRIED -> "is delivered again" + after();
			case RELEASED -> "is delivered again" + after() + " and the attempt does not count";
			case DEAD -> "became a dead letter with the reason '" + this.reason + "'";
			case UNSETTLED -> "was not settled: it is delivered again when its lease ends";
			case LEASE_LOST -> "was not settled by this listener: its lease was lost, or it was removed from the queue";
		};
		return "message '" + this.id + "' of queue '" + this.queue + "' at attempt " + this.attempt + " " + text
				+ ((this.failure != null) ? "; the listener threw " + this.failure : "");
	}

	private String after() {
		return (this.delay == null || this.delay.isZero()) ? " at once" : " after " + this.delay;
	}

	/**
	 * What can become of a message.
	 */
	public enum Result {

		/**
		 * It is done.
		 */
		ACKED,

		/**
		 * It is delivered again.
		 */
		RETRIED,

		/**
		 * It is delivered again, and the attempt does not count.
		 */
		RELEASED,

		/**
		 * It is a dead letter.
		 */
		DEAD,

		/**
		 * The handler of a listener with manual acknowledgement has not settled it.
		 */
		UNSETTLED,

		/**
		 * It could not be settled: the lease was lost, or the message was removed.
		 */
		LEASE_LOST

	}

}
