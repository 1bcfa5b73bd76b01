package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.queue.PayloadTypeException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Creates the beans of declared queues. A bean definition holds only the name of the
 * queue, so that it can also be generated ahead of time.
 */
final class RedisQueueBeans {

	private final DeclaredQueues queues;

	private final RedisQueueFactory factory;

	private final PayloadConverters converters;

	private final PropertyFailures failures;

	RedisQueueBeans(DeclaredQueues queues, RedisQueueFactory factory, PayloadConverters converters,
			PropertyFailures failures) {
		this.queues = queues;
		this.factory = factory;
		this.converters = converters;
		this.failures = failures;
	}

	/**
	 * Creates a queue.
	 * @throws FailureAnalyzedException if its payloads could not be read back
	 */
	RedisQueue<?> create(String name) {
		try {
			RedisQueue<?> queue = this.factory.create(withConverter(this.queues.get(name)));
			return (queue == null && Mocks.isMock(this.factory))
					? Mocks.substitute(RedisQueue.class, name, RedisQueueFactory.class) : queue;
		}
		catch (PayloadTypeException ex) {
			throw this.failures.wrong(PropertyFailures.instance(name) + ".payload-type",
					this.queues.get(name).payloadType().getType().getTypeName(), ex.reason(), ex.action());
		}
	}

	private <E> QueueSettings<E> withConverter(QueueSettings<E> settings) {
		return this.converters.ofQueue(settings.name())
			.map((converter) -> settings.toBuilder().payloadConverter(converter).build())
			.orElse(settings);
	}

}
