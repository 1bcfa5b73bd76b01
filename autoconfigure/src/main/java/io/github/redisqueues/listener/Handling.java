package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LeasedMessage;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Settlement;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to the handler and settles them by how that ends. Safe for use by
 * several threads.
 *
 * @param <E> type of the payloads
 */
final class Handling<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final BatchHandler<E> handler;

	private final boolean isManual;

	private final Supply<E> supply;

	private final Pace pace;

	private final FailurePolicy failures;

	private final QueueSettings<E> queue;

	private final Duration timeLimit;

	private volatile boolean isStopping;

	Handling(String listener, BatchHandler<E> handler, ListenerSettings settings, QueueSettings<E> queue,
			Supply<E> supply, Pace pace) {
		this.listener = listener;
		this.handler = handler;
		this.isManual = settings.acknowledgement() == Acknowledgement.MANUAL;
		this.supply = supply;
		this.pace = pace;
		this.queue = queue;
		this.timeLimit = settings.timeLimit();
		this.failures = new FailurePolicy(listener, queue, settings);
	}

	/**
	 * What was interrupted from now on did not fail: it goes back as if it had not been
	 * delivered.
	 */
	void stopping() {
		this.isStopping = true;
	}

	/**
	 * Works on messages, on the worker's thread. Nothing that the handler does gets out
	 * of here.
	 */
	void handle(Worker<E> worker, List<Assignment<E>> work) {
		worker.begin(work);
		List<Delivery<E>> deliveries = new ArrayList<>(work.size());
		Throwable failure = null;
		long begunAt = System.nanoTime();
		try {
			work.forEach((assignment) -> open(assignment, deliveries));
			if (!deliveries.isEmpty()) {
				this.handler.handle(deliveries);
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		boolean interrupted = worker.end();
		this.pace.note(System.nanoTime() - begunAt);
		if (failure != null && worker.isOverTime()) {
			failure = new TimeLimitExceeded(this.timeLimit, failure);
		}
		for (Delivery<E> delivery : deliveries) {
			settle((ListenedDelivery<E>) delivery, failure, interrupted && this.isStopping);
		}
	}

	private void open(Assignment<E> assignment, List<Delivery<E>> target) {
		LeasedMessage<E> message = assignment.message();
		try {
			target.add(new ListenedDelivery<>(message.open(), assignment));
		}
		catch (PayloadException ex) {
			logger.warn("Message '" + message.id() + "', which " + this.listener
					+ " took, cannot be read and becomes a dead letter: " + ex.getMessage());
			this.supply.settle(message.reject(DeadLetter.UNREADABLE + ": " + ex.getMessage()));
		}
		catch (Throwable ex) {
			logger.error("Message '" + message.id() + "' could not be opened by " + this.listener, ex);
			this.supply.settle(retry(message, ex));
		}
	}

	private void settle(ListenedDelivery<E> delivery, @Nullable Throwable failure, boolean cutShort) {
		Settlement settlement;
		try {
			settlement = delivery.isSettled() ? null : settlement(delivery, failure, cutShort);
		}
		catch (Throwable ex) {
			logger.error("What becomes of message '" + delivery.id() + "' could not be decided by " + this.listener,
					ex);
			settlement = retry(delivery.assignment().message(), ex);
		}
		if (settlement != null) {
			this.supply.settle(settlement);
		}
		else {
			this.supply.release();
		}
	}

	private @Nullable Settlement settlement(ListenedDelivery<E> delivery, @Nullable Throwable failure,
			boolean cutShort) {
		LeasedMessage<E> message = delivery.assignment().message();
		if (failure == null) {
			return this.isManual ? null : message.acknowledge();
		}
		return cutShort ? message.giveBack() : this.failures.decide(delivery, failure);
	}

	private Settlement retry(LeasedMessage<E> message, Throwable failure) {
		return message.retry(this.queue.backoff().delayAfter(message.attempt()),
				DeadLetter.MAX_ATTEMPTS + ": " + FailureText.describe(failure));
	}

}
