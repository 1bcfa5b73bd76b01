package io.github.redisqueues.observation;

import io.micrometer.common.KeyValues;

/**
 * Names the observations of messages that the application takes from queues as
 * {@link QueueObservationDocumentation#RECEIVE} says.
 */
public class DefaultQueueReceiveObservationConvention implements QueueReceiveObservationConvention {

	@Override
	public String getName() {
		return QueueObservationDocumentation.RECEIVE.observationName();
	}

	@Override
	public String getContextualName(QueueReceiveContext context) {
		return context.operation() + " " + context.queue();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QueueReceiveContext context) {
		return MessagingKeyValues.low(context.operation(), "receive", context.queue());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QueueReceiveContext context) {
		return MessagingKeyValues.messages(context.ids());
	}

}
