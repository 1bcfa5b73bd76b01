package io.github.redisqueues.autoconfigure;

import java.util.function.Consumer;

import io.github.redisqueues.queue.QueueEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes the events of queues. An exception of an event listener is logged, as the
 * work of the queue must go on.
 */
final class QueueEventPublisher implements Consumer<QueueEvent> {

	private static final Log logger = LogFactory.getLog(QueueEventPublisher.class);

	private final ApplicationEventPublisher publisher;

	QueueEventPublisher(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
	}

	@Override
	public void accept(QueueEvent event) {
		try {
			this.publisher.publishEvent(event);
		}
		catch (RuntimeException | Error ex) {
			logger.error("An event listener failed on the event '" + event.getClass().getSimpleName() + "' of queue '"
					+ event.queue() + "'; the queue goes on", ex);
		}
	}

}
