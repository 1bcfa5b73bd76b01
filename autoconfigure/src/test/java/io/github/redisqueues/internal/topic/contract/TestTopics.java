package io.github.redisqueues.internal.topic.contract;

import java.util.Collection;
import java.util.List;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.topic.DefaultRedisTopicFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicSettings;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A process's topics and queues.
 */
public final class TestTopics implements AutoCloseable {

	public static final String NAMESPACE = "queues:topics";

	private final LettuceConnectionFactory connectionFactory;

	private final DefaultRedisQueueFactory queues;

	private final DefaultRedisTopicFactory topics;

	public TestTopics(LettuceConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
		this.queues = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(), NAMESPACE);
		this.topics = new DefaultRedisTopicFactory(this.queues);
	}

	public DefaultRedisQueueFactory queues() {
		return this.queues;
	}

	/**
	 * The same queues as this process sees them.
	 */
	public <E> List<RedisQueue<E>> sameQueues(List<RedisQueue<E>> others, Class<E> payloadType) {
		return others.stream()
			.map((other) -> this.queues
				.create(QueueSettings.builder(other.name(), payloadType).type(other.type()).build()))
			.toList();
	}

	public <E> RedisTopic<E> create(TopicSettings<E> settings) {
		return this.topics.create(settings);
	}

	public <E> RedisTopic<E> create(TopicSettings<E> settings, Collection<? extends RedisQueue<E>> targets) {
		return this.topics.create(settings, targets);
	}

	/**
	 * In the order in which an application context does it.
	 */
	public void stop() {
		this.topics.stop();
		this.queues.stop();
	}

	public void start() {
		this.queues.start();
		this.topics.start();
	}

	@Override
	public void close() {
		this.topics.close();
		this.queues.close();
		this.connectionFactory.destroy();
	}

}
