package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.internal.observer.CallCarrier;
import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.queue.PollClient.PolledMessage;
import io.github.redisqueues.internal.queue.QueueObserver.TakeOperation;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Push;
import io.github.redisqueues.internal.wait.PushTaker;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a queue: takes messages in as many scripts as needed, waits for
 * the first one, and returns messages that this process cannot read. Safe for use by
 * several threads.
 *
 * @param <E> type of the payloads
 */
final class Receiver<E> {

	private static final Log logger = LogFactory.getLog(Receiver.class);

	private static final int BATCH_SIZE = 500;

	private final String queue;

	private final ReceiveClient<E> client;

	private final PollClient<E> polls;

	private final MessageIds ids;

	private final WaitQueue waitQueue;

	/**
	 * Observes what was taken, null if no observer watches.
	 */
	private final @Nullable QueueObserver observer;

	Receiver(String queue, ReceiveClient<E> client, PollClient<E> polls, MessageIds ids, WaitQueue waitQueue,
			QueueObserver observer) {
		this.queue = queue;
		this.client = client;
		this.polls = polls;
		this.ids = ids;
		this.waitQueue = waitQueue;
		this.observer = observer.observesCalls() ? observer : null;
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
	List<Delivery<E>> receive(int max, Duration wait, Duration lease) {
		return take(new Receiving(lease), max, wait);
	}

	/**
	 * Takes messages under a lease with one script, without blocking a thread.
	 * @param finisher makes the result
	 */
	<R> CompletableFuture<R> receiveAsync(int max, Duration wait, Duration lease,
			Function<List<Delivery<E>>, R> finisher) {
		check(max, wait);
		Receiving source = new Receiving(lease);
		Function<List<Delivery<E>>, R> observing = (this.observer != null)
				? observing(source, this.observer.carrier(), finisher) : finisher;
		return this.waitQueue.awaitAsync(wait,
				(registration) -> this.client.receiveAsync(Math.min(max, BATCH_SIZE), lease, registration)
					.thenApply((result) -> readable(source, result)),
				source.pushTaker(), (taken) -> observing.apply(requireOpen(taken)), this::giveBack,
				this.client.executor(), this.client.completions());
	}

	private <T, R> Function<T, R> observing(Source<?, ?> source, CallCarrier carrier, Function<T, R> finisher) {
		return (taken) -> {
			try (CallScope scope = carrier.open()) {
				observe(source);
			}
			return finisher.apply(taken);
		};
	}

	private void observe(Source<?, ?> source) {
		List<StoredMessage<?>> taken = source.observed;
		if (this.observer != null && taken != null && !taken.isEmpty()) {
			this.observer.received(this.queue, source.operation(), taken);
		}
	}

	/**
	 * Returns messages that nobody wants any more, uncounted.
	 */
	private void giveBack(List<Delivery<E>> deliveries) {
		deliveries.forEach((delivery) -> ((RedisDelivery<E>) delivery).settling());
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
		List<T> taken = takeUnobserved(source, max, wait);
		if (source.observed != null) {
			observe(source);
		}
		return taken;
	}

	private <M, T> List<T> takeUnobserved(Source<M, T> source, int max, Duration wait) {
		if (wait.isZero()) {
			return takeReady(source, max, new ArrayList<>(Math.min(max, BATCH_SIZE)));
		}
		int asked = Math.min(max, BATCH_SIZE);
		AtomicBoolean mayHaveMore = new AtomicBoolean();
		List<T> taken = new ArrayList<>(this.waitQueue.await(wait, (registration) -> {
			PollResult<M> result = source.take(asked, registration);
			mayHaveMore.set(result.items().size() == asked);
			return readable(source, result);
		}, source.pushTaker()));
		requireOpen(taken);
		return (!taken.isEmpty() && mayHaveMore.get()) ? takeReady(source, max, taken) : taken;
	}

	private <M, T> PollResult<T> readable(Source<M, T> source, PollResult<M> result) {
		List<T> readable = readAll(source, result.items());
		boolean allUnreadable = readable.isEmpty() && !result.isEmpty();
		return new PollResult<>(readable, result.hasMore() || allUnreadable, result.nextPollMillis());
	}

	private <M, T> List<T> takeReady(Source<M, T> source, int max, List<T> taken) {
		while (taken.size() < max) {
			int asked = Math.min(max - taken.size(), BATCH_SIZE);
			PollResult<M> result;
			try {
				result = source.take(asked, null);
			}
			catch (RuntimeException ex) {
				if (taken.isEmpty()) {
					throw ex;
				}
				// The caller must get the messages that were taken before
				break;
			}
			taken.addAll(readAll(source, result.items()));
			if (result.items().size() < asked && !result.hasMore()) {
				break;
			}
		}
		return taken;
	}

	private <M, T> List<T> readAll(Source<M, T> source, List<M> messages) {
		List<T> readable = new ArrayList<>(messages.size());
		Map<M, PayloadException> unreadable = new LinkedHashMap<>();
		for (M message : messages) {
			try {
				readable.add(source.read(message));
				if (source.observed != null) {
					source.observed.add(source.stored(message));
				}
			}
			catch (PayloadException ex) {
				unreadable.put(message, ex);
			}
		}
		if (!unreadable.isEmpty()) {
			giveBack(source, unreadable);
		}
		return readable;
	}

	/**
	 * Does not throw, because the caller must get the other messages.
	 */
	private <M> void giveBack(Source<M, ?> source, Map<M, PayloadException> unreadable) {
		try {
			source.giveBack(unreadable);
			unreadable.forEach((message, failure) -> {
				StoredMessage<?> stored = source.stored(message);
				int most = this.client.maxAttempts(stored);
				logger
					.warn("Message '" + stored.id() + "' of queue '" + this.queue + "' cannot be read here at attempt "
							+ stored.attempt() + " of " + most + ", so it " + ((stored.attempt() < most)
									? "is delivered again after the queue's backoff: " : "is now a dead letter: ")
							+ failure.getMessage());
			});
		}
		catch (RuntimeException ex) {
			logger.error(unreadable.size() + " messages of queue '" + this.queue
					+ "' that cannot be read could not be returned; " + source.fateOfUnreturned(), ex);
		}
	}

	/**
	 * A way to take messages.
	 *
	 * @param <M> what a script returns
	 * @param <T> what the caller gets
	 */
	private abstract class Source<M, T> {

		/**
		 * What was taken, null if no observer watches.
		 */
		private final @Nullable List<StoredMessage<?>> observed = (Receiver.this.observer != null) ? new ArrayList<>()
				: null;

		abstract TakeOperation operation();

		abstract PollResult<M> take(int max, @Nullable Registration registration);

		/**
		 * Returns what takes messages that are pushed, null if they must not be.
		 */
		abstract @Nullable PushTaker<T> pushTaker();

		abstract T read(M message);

		abstract StoredMessage<?> stored(M message);

		/**
		 * Returns messages that cannot be read to the queue, for their next attempt.
		 */
		abstract void giveBack(Map<M, PayloadException> unreadable);

		abstract String fateOfUnreturned();

	}

	private final class Polling extends Source<PolledMessage<E>, E> {

		@Override
		TakeOperation operation() {
			return TakeOperation.POLL;
		}

		@Override
		PollResult<PolledMessage<E>> take(int max, @Nullable Registration registration) {
			Receiver.this.client.giveBackLost();
			return Receiver.this.polls.poll(max, registration);
		}

		@Override
		@Nullable PushTaker<E> pushTaker() {
			return null;
		}

		@Override
		E read(PolledMessage<E> polled) {
			return polled.message().payload();
		}

		@Override
		StoredMessage<E> stored(PolledMessage<E> polled) {
			return polled.message();
		}

		@Override
		void giveBack(Map<PolledMessage<E>, PayloadException> unreadable) {
			unreadable
				.forEach((polled, failure) -> Receiver.this.polls.putBack(polled, Receiver.this.ids.next(), failure));
		}

		@Override
		String fateOfUnreturned() {
			return "as they were polled, they may be lost";
		}

	}

	private final class Receiving extends Source<RedisDelivery<E>, Delivery<E>> {

		private final Duration lease;

		Receiving(Duration lease) {
			this.lease = lease;
		}

		@Override
		TakeOperation operation() {
			return TakeOperation.RECEIVE;
		}

		@Override
		PollResult<RedisDelivery<E>> take(int max, @Nullable Registration registration) {
			return Receiver.this.client.receive(max, this.lease, registration);
		}

		@Override
		PushTaker<Delivery<E>> pushTaker() {
			return this::takePushed;
		}

		private List<Delivery<E>> takePushed(Push push) {
			RedisDelivery<E> delivery = Receiver.this.client.take(push, this.lease);
			if (delivery == null) {
				return List.of();
			}
			List<Delivery<E>> readable = readAll(this, List.of(delivery));
			if (!readable.isEmpty()) {
				Receiver.this.client.keep(delivery);
			}
			return readable;
		}

		@Override
		Delivery<E> read(RedisDelivery<E> delivery) {
			delivery.payload();
			return delivery;
		}

		@Override
		StoredMessage<E> stored(RedisDelivery<E> delivery) {
			return delivery.message();
		}

		@Override
		void giveBack(Map<RedisDelivery<E>, PayloadException> unreadable) {
			Receiver.this.client.giveBack(unreadable);
		}

		@Override
		String fateOfUnreturned() {
			return "they are delivered again when their leases end";
		}

	}

}
