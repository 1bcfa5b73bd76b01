package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadTypeException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Creates the beans of declared topics. A bean definition holds only the name of the
 * topic, so that it can also be generated ahead of time.
 */
final class RedisTopicBeans {

	private static final Log logger = LogFactory.getLog(RedisTopicBeans.class);

	private final DeclaredTopics topics;

	private final RedisTopicFactory factory;

	private final BeanFactory beanFactory;

	private final PayloadConverters converters;

	private final PropertyFailures failures;

	RedisTopicBeans(DeclaredTopics topics, RedisTopicFactory factory, BeanFactory beanFactory,
			PayloadConverters converters, PropertyFailures failures) {
		this.topics = topics;
		this.factory = factory;
		this.beanFactory = beanFactory;
		this.converters = converters;
		this.failures = failures;
	}

	RedisTopic<?> create(String name) {
		DeclaredTopics.Declared topic = this.topics.get(name);
		try {
			return create(withConverter(topic), topic.queues());
		}
		catch (PayloadTypeException ex) {
			throw this.failures.wrong(PropertyFailures.topic(name) + ".payload-type",
					topic.settings().payloadType().getType().getTypeName(), ex.reason(), ex.action());
		}
		catch (IllegalArgumentException | BeanNotOfRequiredTypeException ex) {
			throw new FailureAnalyzedException(
					"Property " + PropertyFailures.topic(name) + ".queues names a queue that a bean of the application"
							+ " replaces, and the topic cannot send to that bean: " + ex.getMessage() + ".",
					"Create the bean with the auto-configured RedisQueueFactory and the payload type of the topic, rename"
							+ " it, or remove the queue from the topic.",
					ex);
		}
	}

	private TopicSettings<?> withConverter(DeclaredTopics.Declared topic) {
		Optional<PayloadConverter> converter = this.converters.ofTopic(topic.settings().name(), topic.queues());
		return converter.isPresent() ? topic.settings().payloadConverter(converter.get()) : topic.settings();
	}

	@SuppressWarnings("unchecked")
	private <E> RedisTopic<E> create(TopicSettings<E> settings, List<String> names) {
		List<RedisQueue<E>> queues = new ArrayList<>(names.size());
		// The factory checks the payload types
		for (String name : names) {
			RedisQueue<E> queue = (RedisQueue<E>) this.beanFactory.getBean(name, RedisQueue.class);
			if (queue instanceof ConsumableQueue || !Mocks.isMock(queue)) {
				queues.add(queue);
			}
			else {
				logger.info("Topic '" + settings.name() + "' does not send to queue '" + name + "', which is a mock: "
						+ queue);
			}
		}
		RedisTopic<E> topic = this.factory.create(settings, queues);
		return (topic == null && Mocks.isMock(this.factory))
				? Mocks.substitute(RedisTopic.class, settings.name(), RedisTopicFactory.class) : topic;
	}

}
