package io.github.redisqueues.test;

import java.time.Duration;

import io.github.redisqueues.test.DeliveryOutcome.Result;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;

/**
 * Assertions on a {@link DeliveryOutcome}.
 */
public final class DeliveryOutcomeAssert extends AbstractAssert<DeliveryOutcomeAssert, DeliveryOutcome> {

	DeliveryOutcomeAssert(DeliveryOutcome actual) {
		super(actual, DeliveryOutcomeAssert.class);
	}

	/**
	 * Asserts that the message was acknowledged.
	 * @return this object
	 */
	public DeliveryOutcomeAssert wasAcked() {
		return is(Result.ACKED, "to be acknowledged");
	}

	/**
	 * Asserts that the message is delivered again, after any delay.
	 * @return this object
	 */
	public DeliveryOutcomeAssert wasRetried() {
		return is(Result.RETRIED, "to be delivered again");
	}

	/**
	 * Asserts that the message is delivered again after a delay.
	 * @param delay the delay, zero for at once
	 * @return this object
	 */
	public DeliveryOutcomeAssert wasRetriedAfter(Duration delay) {
		wasRetried();
		Duration actual = this.actual.delay().orElse(Duration.ZERO);
		if (actual.compareTo(delay) > 0 || actual.plus(this.actual.tolerance()).compareTo(delay) < 0) {
			failWithMessage("%nExpected the message to be delivered again after %s, but%n  %s", delay, this.actual);
		}
		return this;
	}

	/**
	 * Asserts that the message is delivered again after a delay of up to a maximum. That
	 * of a queue's {@link io.github.redisqueues.queue.Backoff} is random.
	 * @param max the longest delay
	 * @return this object
	 */
	public DeliveryOutcomeAssert wasRetriedWithin(Duration max) {
		wasRetried();
		if (this.actual.delay().orElse(Duration.ZERO).compareTo(max) > 0) {
			failWithMessage("%nExpected the message to be delivered again within %s, but%n  %s", max, this.actual);
		}
		return this;
	}

	/**
	 * Asserts that the message is delivered again and the attempt does not count.
	 * @return this object
	 */
	public DeliveryOutcomeAssert wasReleased() {
		return is(Result.RELEASED, "to be returned without counting the attempt");
	}

	/**
	 * Asserts that the message became a dead letter.
	 * @return this object
	 */
	public DeliveryOutcomeAssert isDead() {
		return is(Result.DEAD, "to become a dead letter");
	}

	/**
	 * Asserts that the message became a dead letter with a reason.
	 * @param text what the reason contains
	 * @return this object
	 */
	public DeliveryOutcomeAssert isDeadBecause(String text) {
		isDead();
		if (!this.actual.reason().orElse("").contains(text)) {
			failWithMessage(
					"%nExpected the message to become a dead letter with a reason that contains '%s', but%n  %s", text,
					this.actual);
		}
		return this;
	}

	/**
	 * Asserts that the handler of a listener with manual acknowledgement did not settle
	 * the message.
	 * @return this object
	 */
	public DeliveryOutcomeAssert isUnsettled() {
		return is(Result.UNSETTLED, "to be left unsettled");
	}

	/**
	 * Asserts that the listener threw something.
	 * @return assertions on what it threw
	 */
	public AbstractThrowableAssert<?, ? extends Throwable> failure() {
		isNotNull();
		if (this.actual.failure().isEmpty()) {
			failWithMessage("%nExpected the listener to throw, but%n  %s", this.actual);
		}
		return Assertions.assertThat(this.actual.failure().orElse(null));
	}

	private DeliveryOutcomeAssert is(Result expected, String description) {
		isNotNull();
		if (this.actual.result() != expected) {
			failWithMessage("%nExpected the message %s, but%n  %s", description, this.actual);
		}
		return this;
	}

}
