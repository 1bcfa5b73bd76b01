package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.internal.queue.DeliveryHolder;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handler. A batch whose handler throws, and does not say which of its messages
 * failed, is handled again one by one, within the same attempt. Safe for use by several
 * threads.
 *
 * @param <E> type of the payloads
 */
final class HandlerInvoker<E> implements DeliveryHolder {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final QueueObserver.Handler<E> handler;

	private final PrefetchBuffer<E> buffer;

	private final PrefetchEstimator estimator;

	private final LeaseRenewer<E> renewer;

	private final MessageSettler<E> settler;

	private final Circuit circuit;

	private final ListenerProgress progress;

	private final Duration timeLimit;

	/**
	 * Observes the work on messages, null if no observer watches.
	 */
	private final @Nullable HandlingObserver<E> observer;

	private volatile boolean isStopping;

	private volatile boolean isInterrupting;

	HandlerInvoker(String listener, QueueObserver.Handler<E> handler, ListenerSettings settings, QueueSettings<E> queue,
			PrefetchBuffer<E> buffer, PrefetchEstimator estimator, LeaseRenewer<E> renewer, Circuit circuit,
			ListenerProgress progress, @Nullable HandlingObserver<E> observer) {
		this.listener = listener;
		this.observer = observer;
		this.handler = handler;
		this.buffer = buffer;
		this.estimator = estimator;
		this.renewer = renewer;
		this.circuit = circuit;
		this.progress = progress;
		this.timeLimit = settings.timeLimit();
		this.settler = new MessageSettler<>(listener, settings, queue, buffer, circuit);
	}

	/**
	 * Notes that the container stops: no other message of a failed batch is handled.
	 */
	void stopping() {
		this.isStopping = true;
	}

	/**
	 * Notes that the container interrupts its handlers: one that is interrupted from now
	 * on has not failed, and its messages are given back.
	 */
	void interrupting() {
		this.isInterrupting = true;
	}

	@Override
	public boolean isStopping() {
		return this.isStopping;
	}

	@Override
	public void leaseChanged(RedisDelivery<?> delivery) {
		this.renewer.leaseChanged(delivery);
	}

	/**
	 * Works on messages, on the worker's thread. Never throws, whatever the handler does;
	 * each message is settled or released once.
	 */
	void handle(Worker<E> worker, List<RedisDelivery<E>> work) {
		long begunAt = System.nanoTime();
		worker.enterHandler(work, work);
		List<RedisDelivery<E>> readable = read(work);
		if (this.observer != null && !readable.isEmpty()) {
			this.observer.observe(readable, (observed) -> handleAll(worker, readable, observed));
		}
		else {
			handleAll(worker, readable, null);
		}
		this.estimator.add(System.nanoTime() - begunAt);
		worker.endWork();
	}

	private void handleAll(Worker<E> worker, List<RedisDelivery<E>> readable, @Nullable ObservedHandling observed) {
		HandlerOutcome outcome = call(worker, readable);
		if (observed != null) {
			observed.failed(outcome.failure());
		}
		if (outcome.isOfAnyMessage(readable)) {
			handleOneByOne(worker, readable, outcome, observed);
		}
		else {
			reportFailureAfterSettlement(readable, outcome.failure());
			for (int i = 0; i < readable.size(); i++) {
				settle(readable.get(i), i, outcome, observed);
			}
		}
	}

	/**
	 * Reads the payloads one by one, and settles messages that cannot be read.
	 * @return the messages that can be read
	 */
	private List<RedisDelivery<E>> read(List<RedisDelivery<E>> work) {
		List<RedisDelivery<E>> readable = new ArrayList<>(work.size());
		for (RedisDelivery<E> delivery : work) {
			try {
				delivery.payload();
				delivery.setHolder(this);
				readable.add(delivery);
			}
			catch (PayloadException ex) {
				this.progress.failed(ex);
				this.settler.settleUnreadable(delivery, ex);
			}
			catch (Throwable ex) {
				this.progress.failed(ex);
				this.settler.settleUnread(delivery, ex);
			}
		}
		return readable;
	}

	private HandlerOutcome call(Worker<E> worker, List<RedisDelivery<E>> deliveries) {
		Throwable thrown = null;
		try {
			if (!deliveries.isEmpty()) {
				this.handler.handle(Collections.unmodifiableList(deliveries));
			}
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		boolean interrupted = worker.leaveHandler();
		return (thrown == null) ? HandlerOutcome.SUCCESS : HandlerOutcome.failed(this.listener, thrown, deliveries,
				worker.isOverTime() ? this.timeLimit : null, interrupted && this.isInterrupting);
	}

	/**
	 * Handles again each message that the handler has not settled. Messages that come
	 * later keep their lease meanwhile.
	 */
	private void handleOneByOne(Worker<E> worker, List<RedisDelivery<E>> batch, HandlerOutcome failed,
			@Nullable ObservedHandling observed) {
		logger.debug(this.listener + " failed on a batch of " + batch.size()
				+ " messages without saying on which of them; handling them one by one", failed.failure());
		for (int i = 0; i < batch.size(); i++) {
			RedisDelivery<E> delivery = batch.get(i);
			if (delivery.isSettled() || !delivery.isLeased()) {
				this.buffer.release();
				note(observed, delivery, null);
			}
			else if (this.isStopping || this.circuit.isOpen()) {
				note(observed, delivery, this.settler.giveBack(delivery));
			}
			else {
				List<RedisDelivery<E>> one = List.of(delivery);
				worker.enterHandler(batch.subList(i, batch.size()), one);
				HandlerOutcome outcome = call(worker, one);
				reportFailureAfterSettlement(one, outcome.failure());
				settle(delivery, 0, outcome, observed);
				this.renewer.runWithin(PrefetchBuffer.LINGER);
			}
		}
	}

	private void settle(RedisDelivery<E> delivery, int index, HandlerOutcome outcome,
			@Nullable ObservedHandling observed) {
		Throwable failure = outcome.failureOf(index, delivery);
		if (failure == null) {
			this.circuit.succeeded(delivery.takenAt());
			this.progress.succeeded();
		}
		else if (!outcome.wasStopped()) {
			this.progress.failed(failure);
		}
		note(observed, delivery, this.settler.settle(delivery, failure, outcome.wasStopped()));
	}

	private static void note(@Nullable ObservedHandling observed, RedisDelivery<?> delivery,
			@Nullable Settlement settlement) {
		if (observed != null) {
			observed.settled(delivery, settlement);
		}
	}

	/**
	 * Logs an exception that changes nothing, because the handler had settled all its
	 * messages before it threw.
	 */
	private void reportFailureAfterSettlement(List<RedisDelivery<E>> work, @Nullable Throwable failure) {
		if (failure != null && work.stream().noneMatch(RedisDelivery::isCancelled)
				&& work.stream().allMatch(RedisDelivery::isSettled)) {
			logger.warn(this.listener + " threw after it had settled "
					+ ((work.size() == 1) ? "message '" + work.get(0).id() + "'" : "all " + work.size() + " messages")
					+ "; they stay settled: " + FailureText.describe(failure));
		}
	}

}
