package io.github.redisqueues.autoconfigure;

import java.util.Collection;
import java.util.List;

import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicSettings;

/**
 * The factory of topics in a test that has replaced the {@link RedisQueueFactory}, and
 * with it the connection to Redis, by a mock.
 */
final class MockedTopicFactory implements RedisTopicFactory {

	@Override
	public <E> RedisTopic<E> create(TopicSettings<E> settings) {
		return create(settings, List.of());
	}

	@Override
	@SuppressWarnings("unchecked")
	public <E> RedisTopic<E> create(TopicSettings<E> settings, Collection<? extends RedisQueue<E>> queues) {
		return Mocks.substitute(RedisTopic.class, settings.name(), RedisQueueFactory.class);
	}

}
