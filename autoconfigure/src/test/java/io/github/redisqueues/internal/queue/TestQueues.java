package io.github.redisqueues.internal.queue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.QueueInvariant;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.unit.DataSize;

/**
 * A process's queues, for tests that harm the server or the way to it.
 */
final class TestQueues implements AutoCloseable {

	static final String NAMESPACE = "queues:faults";

	private final TestRedis redis;

	private final LettuceConnectionFactory connectionFactory;

	private final DefaultRedisQueueFactory factory;

	TestQueues(TestRedis redis) {
		this(redis, redis.connectionFactory());
	}

	TestQueues(TestRedis redis, LettuceConnectionFactory connectionFactory) {
		this(redis, connectionFactory, new JsonPayloadConverter());
	}

	TestQueues(TestRedis redis, LettuceConnectionFactory connectionFactory, PayloadConverter converter) {
		this.redis = redis;
		this.connectionFactory = connectionFactory;
		this.factory = new DefaultRedisQueueFactory(connectionFactory, converter, NAMESPACE);
	}

	RedisQueue<String> create(QueueType type) {
		return create(type, UnaryOperator.identity());
	}

	RedisQueue<String> create(QueueType type, UnaryOperator<QueueSettings.Builder<String>> settings) {
		return create(settings.apply(QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type)).build());
	}

	<E> RedisQueue<E> create(QueueSettings<E> settings) {
		return this.factory.create(settings);
	}

	FanOut<String> topic(RedisQueue<String> queue) {
		return this.factory.fanOut("t", "t", new PayloadSettings<>(ParameterizedTypeReference.forType(String.class),
				Optional.empty(), DataSize.ofBytes(0)), List.of(queue));
	}

	QueueInvariant invariant(RedisQueue<?> queue) {
		return QueueInvariant.of(this.redis, NAMESPACE, queue.name());
	}

	@Override
	public void close() {
		this.factory.close();
		this.connectionFactory.destroy();
	}

}
