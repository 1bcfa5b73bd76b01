package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * The receiving half of a queue: takes messages in as many scripts as needed, waits for
 * the first one, and makes messages that cannot be read dead letters. Safe for use by
 * several threads.
 *
 * @param <E> type of the payloads
 */
final class Receiver<E> {

	private static final Log logger = LogFactory.getLog(Receiver.class);

	private static final int BATCH_SIZE = 500;

	private final String queue;

	private final ReceiveClient<E> client;

	private final MessageIds ids;

	private final WaitQueue waitQueue;

	Receiver(String queue, ReceiveClient<E> client, MessageIds ids, WaitQueue waitQueue) {
		this.queue = queue;
		this.client = client;
		this.ids = ids;
		this.waitQueue = waitQueue;
	}

	WaitQueue waitQueue() {
		return this.waitQueue;
	}

	/**
	 * Takes messages for good.
	 */
	List<E> poll(int max, Duration wait) {
		return take(new Polling(), max, wait);
	}

	/**
	 * Takes messages under a lease.
	 */
	List<Delivery<E>> receive(int max, Duration wait) {
		return take(new Receiving(), max, wait);
	}

	/**
	 * Takes messages under a lease with one script, without blocking a thread.
	 * @param finisher makes the result
	 */
	<R> CompletableFuture<R> receiveAsync(int max, Duration wait, Function<List<Delivery<E>>, R> finisher) {
		check(max, wait);
		Receiving source = new Receiving();
		return this.waitQueue.awaitAsync(wait, (registration) -> this.client
			.receiveAsync(Math.min(max, BATCH_SIZE), registration)
			.thenApply((result) -> readable(source, result)), (taken) -> finisher.apply(requireOpen(taken)),
				this::giveBack, this.client.executor());
	}

	/**
	 * Returns messages that nobody wants any more, uncounted.
	 */
	private void giveBack(List<Delivery<E>> deliveries) {
		List<Settlement> settlements = deliveries.stream()
			.map((delivery) -> Settlement.giveBack((RedisDelivery<E>) delivery))
			.toList();
		try {
			this.client.exchange(settlements, 0, null);
		}
		catch (RuntimeException ex) {
			logger.warn(deliveries.size() + " messages of queue '" + this.queue + "' were taken for a cancelled future"
					+ " and could not be returned. They are delivered again after their leases", ex);
		}
	}

	private static void check(int max, Duration wait) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		Durations.requireNotNegative("wait", wait);
	}

	private <T> List<T> requireOpen(List<T> taken) {
		if (taken.isEmpty() && this.waitQueue.isClosed()) {
			throw new ApplicationContextClosedException("No message was taken from queue '" + this.queue
					+ "' because the application context has been closed");
		}
		return taken;
	}

	private <M, T> List<T> take(Source<M, T> source, int max, Duration wait) {
		check(max, wait);
		List<T> taken = new ArrayList<>(Math.min(max, BATCH_SIZE));
		if (!wait.isZero()) {
			taken.addAll(requireOpen(
					this.waitQueue.await(wait, (registration) -> pollOnce(source, max, registration))));
			if (taken.size() < BATCH_SIZE) {
				return taken;
			}
		}
		takeReady(source, max, taken);
		return taken;
	}

	private <M, T> PollResult<T> pollOnce(Source<M, T> source, int max, Registration registration) {
		return readable(source, source.take(Math.min(max, BATCH_SIZE), registration));
	}

	private <M, T> PollResult<T> readable(Source<M, T> source, PollResult<M> result) {
		List<T> readable = readAll(source, result);
		boolean allUnreadable = readable.isEmpty() && !result.isEmpty();
		return new PollResult<>(readable, result.hasMore() || allUnreadable, result.nextPollMillis());
	}

	private <M, T> void takeReady(Source<M, T> source, int max, List<T> taken) {
		while (taken.size() < max) {
			int asked = Math.min(max - taken.size(), BATCH_SIZE);
			PollResult<M> result;
			try {
				result = source.take(asked, null);
			}
			catch (TransientDataAccessException ex) {
				if (taken.isEmpty()) {
					throw ex;
				}
				// The caller must get the messages that were taken before
				return;
			}
			taken.addAll(readAll(source, result));
			if (result.items().size() < asked && !result.hasMore()) {
				return;
			}
		}
	}

	private <M, T> List<T> readAll(Source<M, T> source, PollResult<M> result) {
		List<T> readable = new ArrayList<>(result.items().size());
		for (M message : result.items()) {
			try {
				readable.add(source.read(message));
			}
			catch (PayloadException ex) {
				giveUp(source, message, ex);
			}
		}
		return readable;
	}

	/**
	 * Does not throw, because the caller must get the other messages.
	 */
	private <M> void giveUp(Source<M, ?> source, M message, PayloadException unreadable) {
		String what = "Message '" + source.id(message) + "' of queue '" + this.queue + "' cannot be read";
		try {
			source.giveUp(message, DeadLetter.UNREADABLE + ": " + unreadable.getMessage());
			logger.warn(what + " and is now a dead letter: " + unreadable.getMessage());
		}
		catch (RuntimeException ex) {
			logger.error(what + " and could not be made a dead letter", ex);
		}
	}

	/**
	 * A way to take messages.
	 *
	 * @param <M> what a script returns
	 * @param <T> what the caller gets
	 */
	private interface Source<M, T> {

		PollResult<M> take(int max, @Nullable Registration registration);

		T read(M message);

		String id(M message);

		void giveUp(M message, String reason);

	}

	private final class Polling implements Source<StoredMessage<E>, E> {

		@Override
		public PollResult<StoredMessage<E>> take(int max, @Nullable Registration registration) {
			return Receiver.this.client.poll(max, registration);
		}

		@Override
		public E read(StoredMessage<E> message) {
			return message.payload();
		}

		@Override
		public String id(StoredMessage<E> message) {
			return message.id();
		}

		@Override
		public void giveUp(StoredMessage<E> message, String reason) {
			Receiver.this.client.deadLetter(message, Receiver.this.ids.next(), reason);
		}

	}

	private final class Receiving implements Source<RedisDelivery<E>, Delivery<E>> {

		@Override
		public PollResult<RedisDelivery<E>> take(int max, @Nullable Registration registration) {
			return Receiver.this.client.receive(max, registration);
		}

		@Override
		public Delivery<E> read(RedisDelivery<E> delivery) {
			delivery.payload();
			return delivery;
		}

		@Override
		public String id(RedisDelivery<E> delivery) {
			return delivery.id();
		}

		@Override
		public void giveUp(RedisDelivery<E> delivery, String reason) {
			delivery.reject(reason);
		}

	}

}
