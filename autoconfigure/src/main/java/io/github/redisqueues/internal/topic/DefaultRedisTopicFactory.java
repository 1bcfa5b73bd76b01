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
import io.github.redisqueues.internal.queue.PayloadSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicSettings;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Creates topics that use the connections of a {@link FanOutFactory} and share its
 * subscription. As a bean it stops and restarts with its context; it need not be started
 * after it was created. Safe for use by several threads.
 */
public final class DefaultRedisTopicFactory implements RedisTopicFactory, SmartLifecycle, AutoCloseable {

	private static final long STOP_TIMEOUT_MILLIS = 10_000;

	private static final long IDLE_SECONDS = 10;

	private final FanOutFactory queues;

	private final Executor executor;

	private final Set<TopicSubscription<?>> subscriptions = ConcurrentHashMap.newKeySet();

	private volatile boolean running = true;

	/**
	 * Creates a factory with its own threads, one for each subscriber that is busy.
	 * @param queues the factory of the queues that topics send to, and of the connections
	 */
	public DefaultRedisTopicFactory(FanOutFactory queues) {
		this(queues, threads());
	}

	/**
	 * Creates a factory.
	 * @param queues the factory of the queues that topics send to, and of the connections
	 * @param executor runs the subscribers; it must start each task at once on another
	 * thread, because one that waits or refuses tasks would block the connection
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

	@Override
	public <E> RedisTopic<E> create(TopicSettings<E> settings) {
		return create(settings, List.of());
	}

	@Override
	public <E> RedisTopic<E> create(TopicSettings<E> settings, Collection<? extends RedisQueue<E>> queues) {
		Objects.requireNonNull(settings, "settings must not be null");
		Objects.requireNonNull(queues, "queues must not be null");
		return new DefaultRedisTopic<>(settings,
				this.queues.fanOut(settings.name(), settings.key(), new PayloadSettings<>(settings.payloadType(),
						settings.payloadConverter(), settings.maxPayloadSize()), queues),
				this.executor, this.subscriptions);
	}

	/**
	 * Lets subscribers receive messages again after {@link #stop()}.
	 */
	@Override
	public void start() {
		this.running = true;
		this.subscriptions.forEach(TopicSubscription::resume);
	}

	/**
	 * Keeps messages from subscribers until {@link #start()}. Waiting messages are
	 * dropped. Waits up to ten seconds for subscribers that are busy with a message,
	 * except for one that calls this method itself.
	 */
	@Override
	public void stop() {
		this.running = false;
		CompletableFuture
			.allOf(this.subscriptions.stream().map(TopicSubscription::pause).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
			.join();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Returns a phase that stops this before the queues' factory, whose connection it
	 * uses.
	 */
	@Override
	public int getPhase() {
		return 2;
	}

	/**
	 * Stops, if it is running.
	 */
	@Override
	public void close() {
		if (this.running) {
			stop();
		}
	}

}
