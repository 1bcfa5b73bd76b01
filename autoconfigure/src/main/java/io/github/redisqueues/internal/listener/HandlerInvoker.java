package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.internal.queue.LeasedMessage;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.TimeLimitExceeded;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to the handler and settles them by how that ends. Safe for use by
 * several threads.
 *
 * @param <E> type of the payloads
 */
final class HandlerInvoker<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final BatchHandler<E> handler;

	private final boolean isManual;

	private final PrefetchBuffer<E> supply;

	private final PrefetchEstimator pace;

	private final LeaseRenewer<E> keeper;

	private final FailurePolicy failures;

	private final QueueSettings<E> queue;

	private final Duration timeLimit;

	private volatile boolean isStopping;

	HandlerInvoker(String listener, BatchHandler<E> handler, ListenerSettings settings, QueueSettings<E> queue,
			PrefetchBuffer<E> supply, PrefetchEstimator pace, LeaseRenewer<E> keeper) {
		this.listener = listener;
		this.handler = handler;
		this.isManual = settings.acknowledgement() == Acknowledgement.MANUAL;
		this.supply = supply;
		this.pace = pace;
		this.keeper = keeper;
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
	 * of here, and each message is settled or released once, whatever happens.
	 */
	void handle(Worker<E> worker, List<Assignment<E>> work) {
		List<Opened<E>> opened = new ArrayList<>(work.size());
		Throwable failure = null;
		long begunAt = System.nanoTime();
		worker.begin(work);
		try {
			List<Delivery<E>> deliveries = open(work, opened);
			if (!deliveries.isEmpty()) {
				this.handler.handle(Collections.unmodifiableList(deliveries));
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		boolean interrupted = worker.leave();
		this.pace.note(System.nanoTime() - begunAt);
		if (failure != null && worker.isOverTime()) {
			failure = new TimeLimitExceeded(this.timeLimit, failure);
		}
		for (int i = 0; i < work.size(); i++) {
			settle((i < opened.size()) ? opened.get(i) : new Opened<>(work.get(i).message(), null, null), failure,
					interrupted && this.isStopping);
		}
		worker.end();
	}

	/**
	 * Opens messages one by one.
	 * @param target gets all of them in their order, opened or not
	 * @return the deliveries of those that could be opened
	 */
	private List<Delivery<E>> open(List<Assignment<E>> work, List<Opened<E>> target) {
		List<Delivery<E>> deliveries = new ArrayList<>(work.size());
		for (Assignment<E> assignment : work) {
			Opened<E> opened = open(assignment);
			target.add(opened);
			if (opened.delivery() != null) {
				deliveries.add(opened.delivery());
			}
		}
		return deliveries;
	}

	private Opened<E> open(Assignment<E> assignment) {
		LeasedMessage<E> message = assignment.message();
		try {
			return new Opened<>(message, message.open((end) -> extended(assignment, end)), null);
		}
		catch (PayloadException ex) {
			logger.warn("Message '" + message.id() + "', which " + this.listener
					+ " took, cannot be read and becomes a dead letter: " + ex.getMessage());
			return new Opened<>(message, null, message.reject(DeadLetter.UNREADABLE + ": " + ex.getMessage()));
		}
	}

	private void extended(Assignment<E> assignment, long end) {
		long now = System.nanoTime();
		this.keeper.change(assignment, new Lease(now, end - now));
	}

	private void settle(Opened<E> opened, @Nullable Throwable failure, boolean cutShort) {
		LeasedMessage<E> message = opened.message();
		Settlement settlement = null;
		try {
			settlement = message.isSettled() ? null : settlement(opened, failure, cutShort);
		}
		catch (Throwable ex) {
			// Its lease will run out, and it is delivered again
			logger.error("What becomes of message '" + message.id() + "' could not be decided by " + this.listener
					+ ": " + ex.getClass().getName());
		}
		finally {
			if (settlement != null) {
				this.supply.settle(settlement);
			}
			else {
				this.supply.release();
			}
		}
	}

	private @Nullable Settlement settlement(Opened<E> opened, @Nullable Throwable failure, boolean cutShort) {
		LeasedMessage<E> message = opened.message();
		Delivery<E> delivery = opened.delivery();
		if (opened.settlement() != null) {
			return opened.settlement();
		}
		if (failure == null) {
			return this.isManual ? null : message.acknowledge();
		}
		if (cutShort) {
			return message.giveBack();
		}
		return (delivery != null) ? this.failures.decide(message, delivery, failure)
				: message.retry(this.queue.backoff().delayAfter(message.attempt()),
						DeadLetter.MAX_ATTEMPTS + ": " + FailureText.describe(failure));
	}

	/**
	 * A message that was to be opened.
	 *
	 * @param delivery what the handler gets, null if it could not be opened
	 * @param settlement what becomes of it whatever the handler does, null if that is for
	 * the handler to say
	 */
	private record Opened<E>(LeasedMessage<E> message, @Nullable Delivery<E> delivery,
			@Nullable Settlement settlement) {

	}

}
