package io.github.redisqueues.internal.listener;

import java.time.Duration;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.FailureAction.DeadLetter;
import io.github.redisqueues.listener.FailureAction.RetryAfter;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides how to settle a message whose handler failed. Safe for use by several threads.
 */
final class FailurePolicy {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final QueueSettings<?> queue;

	private final ListenerSettings settings;

	private final Circuit circuit;

	FailurePolicy(String listener, QueueSettings<?> queue, ListenerSettings settings, Circuit circuit) {
		this.listener = listener;
		this.queue = queue;
		this.settings = settings;
		this.circuit = circuit;
	}

	/**
	 * Decides how to settle a message.
	 * @return the settlement, null if the error handler has settled the message
	 */
	@Nullable Settlement decide(RedisDelivery<?> delivery, Throwable failure) {
		FailureAction action = askHandler(delivery, failure, suggest(failure));
		if (delivery.isSettled()) {
			return null;
		}
		Settlement settlement = settlement(delivery, failure, action);
		try {
			log(delivery, failure, settlement);
		}
		catch (Throwable ex) {
			logger.warn(this.listener + " failed on message '" + delivery.id() + "' with a "
					+ failure.getClass().getName() + " that cannot be logged");
		}
		return settlement;
	}

	private FailureAction suggest(Throwable failure) {
		for (Throwable cause : FailureText.causes(failure)) {
			if (cause instanceof DoNotRetry) {
				return FailureAction.deadLetter(FailureText.reason(cause));
			}
			if (this.settings.doNotRetry().stream().anyMatch((type) -> type.isInstance(cause))) {
				return FailureAction.deadLetter(FailureText.describe(failure));
			}
			if (cause instanceof RetryLater later) {
				return FailureAction.retryAfter(later.delay());
			}
		}
		return FailureAction.retry();
	}

	private FailureAction askHandler(Delivery<?> delivery, Throwable failure, FailureAction suggested) {
		try {
			FailureAction action = this.settings.errorHandler().onFailure(delivery, failure, suggested);
			if (action != null) {
				return action;
			}
			logger.error("The error handler of " + this.listener + " returned null; the suggested action is used");
		}
		catch (Throwable ex) {
			logger.error("The error handler of " + this.listener + " failed; the suggested action is used", ex);
		}
		return suggested;
	}

	private Settlement settlement(RedisDelivery<?> delivery, Throwable failure, FailureAction action) {
		if (action instanceof DeadLetter dead) {
			return Settlement.reject(delivery, dead.reason());
		}
		if (action == FailureAction.acknowledge()) {
			return Settlement.ack(delivery);
		}
		Duration keptBack = this.circuit.failed(failure, delivery.takenAt());
		if (keptBack != null) {
			return Settlement.giveBack(delivery, keptBack);
		}
		Duration delay = (action instanceof RetryAfter retry) ? retry.delay()
				: this.queue.backoff().delayAfter(delivery.attempt());
		return Settlement.retry(delivery, (delay.compareTo(Durations.LONGEST) < 0) ? delay : Durations.LONGEST,
				io.github.redisqueues.queue.DeadLetter.MAX_ATTEMPTS + ": " + FailureText.describe(failure));
	}

	private void log(RedisDelivery<?> delivery, Throwable failure, Settlement settlement) {
		boolean isLast = delivery.attempt() >= delivery.maxAttempts();
		String text = this.listener + " failed on message '" + delivery.id() + "' at attempt " + delivery.attempt()
				+ " of " + delivery.maxAttempts() + ", so it ";
		switch (settlement.kind()) {
			case ACK -> logger.debug(text + "is acknowledged", failure);
			case REJECT -> logDead(text, failure);
			case GIVE_BACK -> logger.info(text + "is delivered again in " + settlement.delay().toMillis()
					+ " ms, and the attempt does not count because the circuit is open: " + failure);
			default -> {
				if (isLast) {
					logDead(text, failure);
				}
				else if (failure instanceof RetryLater) {
					logger.debug(text + "is delivered again in " + settlement.delay().toMillis() + " ms", failure);
				}
				else {
					logger.warn(text + "is delivered again in " + settlement.delay().toMillis() + " ms", failure);
				}
			}
		}
	}

	/**
	 * Logs a dead letter, without a stack trace if the handler asked for it.
	 */
	private static void logDead(String text, Throwable failure) {
		boolean isIntended = failure instanceof DoNotRetry || failure instanceof RetryLater;
		if (isIntended && failure.getCause() == null) {
			logger.error(text + "is now a dead letter: " + failure.getMessage());
		}
		else {
			logger.error(text + "is now a dead letter", failure);
		}
	}

}
