package io.github.redisqueues.internal.listener;

import java.util.function.Supplier;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Settles messages according to the outcome of their handler. Each method settles or
 * releases the message once, and does not throw. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class MessageSettler<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final boolean isManual;

	private final QueueSettings<E> queue;

	private final PrefetchBuffer<E> buffer;

	private final FailurePolicy failures;

	MessageSettler(String listener, ListenerSettings settings, QueueSettings<E> queue, PrefetchBuffer<E> buffer,
			Circuit circuit) {
		this.listener = listener;
		this.isManual = settings.acknowledgement() == Acknowledgement.MANUAL;
		this.queue = queue;
		this.buffer = buffer;
		this.failures = new FailurePolicy(listener, queue, settings, circuit);
	}

	/**
	 * Settles a message after the handler has returned.
	 * @param failure why it failed, null if it did not
	 * @param wasStopped whether the handler was interrupted because the container stops
	 * @return the settlement, null if the handler has settled it or will do so
	 */
	@Nullable Settlement settle(RedisDelivery<E> delivery, @Nullable Throwable failure, boolean wasStopped) {
		return settle(delivery, () -> outcome(delivery, failure, wasStopped));
	}

	/**
	 * Returns a message that this process cannot read.
	 */
	void settleUnreadable(RedisDelivery<E> delivery, PayloadException failure) {
		settle(delivery, () -> {
			Settlement settlement = Settlement.unreadable(delivery, this.queue.backoff(), failure);
			logger.warn(
					"Message '" + delivery.id() + "', which " + this.listener + " took, cannot be read here at attempt "
							+ delivery.attempt() + " of " + delivery.maxAttempts() + ", so it "
							+ ((delivery.attempt() < delivery.maxAttempts())
									? "is delivered again in " + settlement.delay().toMillis() + " ms: "
									: "becomes a dead letter: ")
							+ failure.getMessage());
			return settlement;
		});
	}

	/**
	 * Settles a message that could not be read for a reason that may not be its own.
	 */
	void settleUnread(RedisDelivery<E> delivery, Throwable failure) {
		settle(delivery, () -> Settlement.retry(delivery, this.queue.backoff().delayAfter(delivery.attempt()),
				DeadLetter.MAX_ATTEMPTS + ": " + FailureText.describe(failure)));
	}

	/**
	 * Returns a message to the queue without counting an attempt.
	 * @return the settlement, null if the handler has settled it
	 */
	@Nullable Settlement giveBack(RedisDelivery<E> delivery) {
		return settle(delivery, () -> Settlement.giveBack(delivery));
	}

	private @Nullable Settlement settle(RedisDelivery<E> delivery, Supplier<@Nullable Settlement> decision) {
		Settlement settlement = null;
		try {
			if (!delivery.isSettled() && !delivery.isCancelled()) {
				settlement = decision.get();
			}
		}
		catch (Throwable ex) {
			logger.error(this.listener + " could not decide how to settle message '" + delivery.id()
					+ "'; it is delivered again when its lease ends: " + ex.getClass().getName());
		}
		finally {
			if (settlement != null) {
				this.buffer.settle(settlement);
			}
			else {
				this.buffer.release();
			}
		}
		return settlement;
	}

	/**
	 * Decides how to settle a message.
	 * @return null if the handler has settled it or will do so
	 */
	private @Nullable Settlement outcome(RedisDelivery<E> delivery, @Nullable Throwable failure, boolean wasStopped) {
		if (failure == null) {
			return this.isManual ? null : Settlement.ack(delivery);
		}
		return wasStopped ? Settlement.giveBack(delivery) : this.failures.decide(delivery, failure);
	}

}
