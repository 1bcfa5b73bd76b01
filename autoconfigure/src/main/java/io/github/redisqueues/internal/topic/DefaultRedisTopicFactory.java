package io.github.redisqueues.internal.topic;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.github.redisqueues.internal.queue.FanOutFactory;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicSettings;

import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Makes topics over the connections of a {@link FanOutFactory}, whose one
 * subscription they share. An application that declares its topics as properties does not
 * need it; it is for topics that are only known at run time. Making a topic does not
 * touch Redis. As a bean it stops with its context, but is not made to be started. Safe
 * for use by several threads.
 */
public final class DefaultRedisTopicFactory implements RedisTopicFactory, Lifecycle, Phased, AutoCloseable {

	private static final long FAREWELL_MILLIS = 10_000;

	private static final long IDLE_SECONDS = 10;

	private final FanOutFactory queues;

	private final Executor executor;

	private final Set<BroadcastSubscription<?>> subscriptions = ConcurrentHashMap.newKeySet();

	private volatile boolean running = true;

	/**
	 * Creates a factory whose subscribers get threads of its own, as many as are busy.
	 * @param queues where the connections come from, and the queues that topics name
	 */
	public DefaultRedisTopicFactory(FanOutFactory queues) {
		this(queues, threads());
	}

	/**
	 * Creates a factory.
	 * @param queues where the connections come from, and the queues that topics name
	 * @param executor runs the subscribers. It has to take each task at once and on
	 * another thread: one that refuses or waits would hold up the connection
	 */
	public DefaultRedisTopicFactory(FanOutFactory queues, Executor executor) {
		this.queues = Objects.requireNonNull(queues, "queues must not be null");
		this.executor = Objects.requireNonNull(executor, "executor must not be null");
	}

	private static Executor threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-queues-topic-");
		threads.setDaemon(true);
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				threads);
	}

	/**
	 * Makes a topic that sends to no queue.
	 * @param <E> type of the payloads
	 * @param settings what the topic is like
	 * @return the topic
	 */
	@Override
	public <E> RedisTopic<E> create(TopicSettings<E> settings) {
		return create(settings, List.of());
	}

	/**
	 * Makes a topic. Two topics with one key are one topic in Redis.
	 * @param <E> type of the payloads
	 * @param settings what the topic is like
	 * @param queues what it sends each message to: queues that the same
	 * {@link FanOutFactory} made
	 * @return the topic
	 * @throws IllegalArgumentException if there are more than 100 queues, or one is there
	 * twice, is of another payload type, or comes from elsewhere
	 */
	@Override
	public <E> RedisTopic<E> create(TopicSettings<E> settings, Collection<? extends RedisQueue<E>> queues) {
		Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(queues, "queues must not be null");
		return new BroadcastTopic<>(settings,
				this.queues.fanOut(settings.name(), settings.key(), settings.payloadType(), queues), this.executor,
				this.subscriptions);
	}

	/**
	 * Has subscribers hear again after {@link #stop()}.
	 */
	@Override
	public void start() {
		this.running = true;
		this.subscriptions.forEach(BroadcastSubscription::resume);
	}

	/**
	 * Has subscribers hear nothing until {@link #start()}. What waits for them is
	 * dropped; those that are busy with a message are waited for, up to ten seconds, but
	 * for one that itself calls this.
	 */
	@Override
	public void stop() {
		this.running = false;
		CompletableFuture
			.allOf(this.subscriptions.stream().map(BroadcastSubscription::pause).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
			.join();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops before the queues' factory, over whose connection it hears.
	 */
	@Override
	public int getPhase() {
		return 2;
	}

	/**
	 * Does the same as {@link #stop()}.
	 */
	@Override
	public void close() {
		if (this.running) {
			stop();
		}
	}

}
