package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;

import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One process with its connections, its queues and its listeners.
 */
final class ListenerProcess implements AutoCloseable {

	static final String NAMESPACE = "queues:listeners";

	private final TestRedis redis;

	private final LettuceConnectionFactory connectionFactory;

	private final DefaultRedisQueueFactory factory;

	private final List<DefaultQueueListenerContainer<?>> containers = new ArrayList<>();

	ListenerProcess(TestRedis redis) {
		this(redis, redis.connectionFactory());
	}

	ListenerProcess(TestRedis redis, LettuceConnectionFactory connectionFactory) {
		this.redis = redis;
		this.connectionFactory = connectionFactory;
		this.factory = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(), NAMESPACE);
	}

	RedisQueue<String> queue() {
		return queue(UnaryOperator.identity());
	}

	RedisQueue<String> queue(UnaryOperator<QueueSettings.Builder<String>> settings) {
		return queue("q" + UUID.randomUUID(), settings);
	}

	RedisQueue<String> queue(String name, UnaryOperator<QueueSettings.Builder<String>> settings) {
		return this.factory.create(settings.apply(QueueSettings.builder(name, String.class)).build());
	}

	/**
	 * A started container.
	 */
	DefaultQueueListenerContainer<String> listen(RedisQueue<String> queue, MessageHandler<String> handler,
			UnaryOperator<ListenerSettings.Builder> settings) {
		return started(DefaultQueueListenerContainer.of("listener", queue, handler, settings(settings)));
	}

	DefaultQueueListenerContainer<String> listenToBatches(RedisQueue<String> queue, BatchHandler<String> handler,
			UnaryOperator<ListenerSettings.Builder> settings) {
		return started(DefaultQueueListenerContainer.ofBatches("listener", queue, handler, settings(settings)));
	}

	private static ListenerSettings settings(UnaryOperator<ListenerSettings.Builder> settings) {
		return settings.apply(ListenerSettings.builder().shutdownTimeout(Duration.ofSeconds(10))).build();
	}

	private DefaultQueueListenerContainer<String> started(DefaultQueueListenerContainer<String> container) {
		this.containers.add(container);
		container.start();
		return container;
	}

	QueueInvariant invariant(RedisQueue<?> queue) {
		return QueueInvariant.of(this.redis, NAMESPACE, queue.name());
	}

	/**
	 * The names of the threads of all containers of this JVM.
	 */
	static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("listener-"))
			.toList();
	}

	@Override
	public void close() {
		this.containers.forEach(DefaultQueueListenerContainer::stop);
		this.factory.close();
		this.connectionFactory.destroy();
	}

}
