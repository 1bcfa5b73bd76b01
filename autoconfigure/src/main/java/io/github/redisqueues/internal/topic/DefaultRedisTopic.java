package io.github.redisqueues.internal.topic;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.github.redisqueues.internal.queue.FanOut;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicMessage;
import io.github.redisqueues.topic.TopicSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A topic that publishes over a Redis channel and sends to queues.
 *
 * @param <E> type of the payloads
 */
final class DefaultRedisTopic<E> implements RedisTopic<E> {

	private static final Log logger = LogFactory.getLog(DefaultRedisTopic.class);

	private static final long CONFIRMATION_TIMEOUT_MILLIS = 2_000;

	private final TopicSettings<E> settings;

	private final FanOut<E> fanOut;

	private final Executor executor;

	private final Set<TopicSubscription<?>> subscriptions;

	private final LongAdder dropped = new LongAdder();

	/**
	 * Creates a topic.
	 * @param subscriptions open subscriptions of all topics; this topic adds and removes
	 * its own
	 */
	DefaultRedisTopic(TopicSettings<E> settings, FanOut<E> fanOut, Executor executor,
			Set<TopicSubscription<?>> subscriptions) {
		this.settings = settings;
		this.fanOut = fanOut;
		this.executor = executor;
		this.subscriptions = subscriptions;
	}

	@Override
	public String name() {
		return this.settings.name();
	}

	@Override
	public ParameterizedTypeReference<E> payloadType() {
		return this.settings.payloadType();
	}

	@Override
	public String publish(E payload) {
		return publish(payload, SendOptions.defaults());
	}

	@Override
	public String publish(E payload, SendOptions options) {
		return this.fanOut.send(payload, options);
	}

	@Override
	public Subscription subscribe(Consumer<? super E> listener) {
		Objects.requireNonNull(listener, "listener must not be null");
		return subscribeToMessages((message) -> listener.accept(message.payload()));
	}

	@Override
	public Subscription subscribeToMessages(Consumer<? super TopicMessage<E>> listener) {
		Objects.requireNonNull(listener, "listener must not be null");
		TopicSubscription<E> subscription = subscribe("A subscriber of topic '" + name() + "'", listener);
		awaitConfirmation(subscription.confirmation());
		return subscription;
	}

	/**
	 * Subscribes without waiting for Redis.
	 * @param description the subscriber's description for log lines
	 */
	TopicSubscription<E> subscribe(String description, Consumer<? super TopicMessage<E>> listener) {
		TopicSubscription<E> subscription = new TopicSubscription<>(description, this.fanOut, listener, this.executor,
				this.dropped::increment, this.subscriptions::remove);
		this.subscriptions.add(subscription);
		return subscription;
	}

	/**
	 * Waits until Redis has confirmed a subscription, up to two seconds. Does not throw.
	 */
	static void awaitConfirmation(CompletableFuture<Void> confirmation) {
		try {
			confirmation.get(CONFIRMATION_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			// The retry has logged a warning
			logger.debug("The first attempt to subscribe to a topic failed", ex);
		}
		catch (TimeoutException ex) {
			logger.warn("Redis did not confirm a subscription within " + CONFIRMATION_TIMEOUT_MILLIS
					+ " ms; messages published before it does are missed");
		}
	}

	@Override
	public long dropped() {
		return this.dropped.sum();
	}

	@Override
	public String toString() {
		return "RedisTopic[" + name() + "]";
	}

}
