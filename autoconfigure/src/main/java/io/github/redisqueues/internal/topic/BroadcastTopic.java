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

/**
 * A topic whose messages go over a channel of Redis, and into queues.
 *
 * @param <E> type of the payloads
 */
final class BroadcastTopic<E> implements RedisTopic<E> {

	private static final Log logger = LogFactory.getLog(BroadcastTopic.class);

	private static final long PATIENCE_MILLIS = 2_000;

	private final TopicSettings<E> settings;

	private final FanOut<E> fanOut;

	private final Executor executor;

	private final Set<BroadcastSubscription<?>> subscriptions;

	private final LongAdder dropped = new LongAdder();

	/**
	 * Creates a topic.
	 * @param subscriptions where it keeps its own among others, until they are closed
	 */
	BroadcastTopic(TopicSettings<E> settings, FanOut<E> fanOut, Executor executor,
			Set<BroadcastSubscription<?>> subscriptions) {
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
	public Class<E> payloadType() {
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
		BroadcastSubscription<E> subscription = open("A subscriber of topic '" + name() + "'", listener);
		await(subscription.stands());
		return subscription;
	}

	/**
	 * Subscribes without waiting for Redis.
	 * @param owner who it is, as a log line is to say it
	 */
	BroadcastSubscription<E> open(String owner, Consumer<? super TopicMessage<E>> listener) {
		BroadcastSubscription<E> subscription = new BroadcastSubscription<>(owner, this.fanOut, listener, this.executor,
				this.dropped::increment, this.subscriptions::remove);
		this.subscriptions.add(subscription);
		return subscription;
	}

	/**
	 * Waits for a while until messages are heard.
	 */
	static void await(CompletableFuture<Void> stands) {
		try {
			stands.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			// Told by who tries it again
			logger.debug("A topic is not heard yet", ex);
		}
		catch (TimeoutException ex) {
			logger.warn("Redis has not confirmed a subscription within " + PATIENCE_MILLIS
					+ " ms; what is published until it does is not heard");
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
