package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.github.redisqueues.internal.queue.RedisDelivery;
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
 * Calls the handler, and settles messages according to its outcome. Safe for use by
 * several threads.
 *
 * @param <E> type of the payloads
 */
final class HandlerInvoker<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String listener;

	private final BatchHandler<E> handler;

	private final boolean isManual;

	private final PrefetchBuffer<E> buffer;

	private final PrefetchEstimator estimator;

	private final LeaseRenewer<E> renewer;

	private final FailurePolicy failures;

	private final QueueSettings<E> queue;

	private final Duration timeLimit;

	private volatile boolean isStopping;

	HandlerInvoker(String listener, BatchHandler<E> handler, ListenerSettings settings, QueueSettings<E> queue,
			PrefetchBuffer<E> buffer, PrefetchEstimator estimator, LeaseRenewer<E> renewer) {
		this.listener = listener;
		this.handler = handler;
		this.isManual = settings.acknowledgement() == Acknowledgement.MANUAL;
		this.buffer = buffer;
		this.estimator = estimator;
		this.renewer = renewer;
		this.queue = queue;
		this.timeLimit = settings.timeLimit();
		this.failures = new FailurePolicy(listener, queue, settings);
	}

	/**
	 * Notes that the container stops: a handler that is interrupted from now on has not
	 * failed, and its messages are given back.
	 */
	void stopping() {
		this.isStopping = true;
	}

	/**
	 * Works on messages, on the worker's thread. Never throws, whatever the handler does;
	 * each message is settled or released once.
	 */
	void handle(Worker<E> worker, List<RedisDelivery<E>> work) {
		List<@Nullable Settlement> rejections = new ArrayList<>(work.size());
		Throwable failure = null;
		long begunAt = System.nanoTime();
		worker.enterHandler(work);
		try {
			List<Delivery<E>> readable = read(work, rejections);
			if (!readable.isEmpty()) {
				this.handler.handle(Collections.unmodifiableList(readable));
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		boolean interrupted = worker.leaveHandler();
		this.estimator.add(System.nanoTime() - begunAt);
		if (failure != null && worker.isOverTime()) {
			failure = new TimeLimitExceeded(this.timeLimit, failure);
		}
		reportFailureAfterSettlement(work, failure);
		for (int i = 0; i < work.size(); i++) {
			boolean wasRead = i < rejections.size();
			settle(work.get(i), wasRead ? rejections.get(i) : null, wasRead, failure, interrupted && this.isStopping);
		}
		worker.endWork();
	}

	/**
	 * Reads the payloads one by one.
	 * @param rejections gets, for each message in turn, its rejection if it cannot be
	 * read, and null otherwise
	 * @return the messages that can be read
	 */
	private List<Delivery<E>> read(List<RedisDelivery<E>> work, List<@Nullable Settlement> rejections) {
		List<Delivery<E>> readable = new ArrayList<>(work.size());
		for (RedisDelivery<E> delivery : work) {
			try {
				delivery.payload();
				delivery.onLeaseChange(() -> this.renewer.leaseChanged(delivery));
				readable.add(delivery);
				rejections.add(null);
			}
			catch (PayloadException ex) {
				logger.warn("Message '" + delivery.id() + "', which " + this.listener
						+ " took, cannot be read and becomes a dead letter: " + ex.getMessage());
				rejections.add(Settlement.reject(delivery, DeadLetter.UNREADABLE + ": " + ex.getMessage()));
			}
		}
		return readable;
	}

	/**
	 * Logs an exception that changes nothing, because the handler had settled all its
	 * messages before it threw.
	 */
	private void reportFailureAfterSettlement(List<RedisDelivery<E>> work, @Nullable Throwable failure) {
		if (failure != null && work.stream().allMatch(RedisDelivery::isSettled)) {
			logger.warn(this.listener + " threw after it had settled "
					+ ((work.size() == 1) ? "message '" + work.get(0).id() + "'" : "all " + work.size() + " messages")
					+ "; they stay settled: " + FailureText.describe(failure));
		}
	}

	/**
	 * Settles a message after the handler has returned.
	 * @param rejection its rejection if it cannot be read
	 * @param wasRead whether it was read; it was not if reading an earlier message of the
	 * batch ended with an error
	 * @param failure what the handler threw, null if it returned
	 * @param wasStopped whether the handler was interrupted because the container stops
	 */
	private void settle(RedisDelivery<E> delivery, @Nullable Settlement rejection, boolean wasRead,
			@Nullable Throwable failure, boolean wasStopped) {
		Settlement settlement = null;
		try {
			if (!delivery.isSettled()) {
				settlement = (rejection != null) ? rejection : outcome(delivery, wasRead, failure, wasStopped);
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
	}

	/**
	 * Decides how to settle a message that can be read.
	 * @return null if the handler has settled the message or will do so
	 */
	private @Nullable Settlement outcome(RedisDelivery<E> delivery, boolean wasRead, @Nullable Throwable failure,
			boolean wasStopped) {
		if (failure == null) {
			return this.isManual ? null : Settlement.ack(delivery);
		}
		if (wasStopped) {
			return Settlement.giveBack(delivery);
		}
		return wasRead ? this.failures.decide(delivery, failure)
				: Settlement.retry(delivery, this.queue.backoff().delayAfter(delivery.attempt()),
						DeadLetter.MAX_ATTEMPTS + ": " + FailureText.describe(failure));
	}

}
