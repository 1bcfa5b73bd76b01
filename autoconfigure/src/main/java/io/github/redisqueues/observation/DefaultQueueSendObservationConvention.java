package io.github.redisqueues.observation;

import io.micrometer.common.KeyValues;

/**
 * Names the observations of sends to queues as {@link QueueObservationDocumentation#SEND}
 * says.
 */
public class DefaultQueueSendObservationConvention implements QueueSendObservationConvention {

	@Override
	public String getName() {
		return QueueObservationDocumentation.SEND.observationName();
	}

	@Override
	public String getContextualName(QueueSendContext context) {
		return MessagingKeyValues.contextualName("send", "send", context.queue());
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QueueSendContext context) {
		return MessagingKeyValues.low("send", "send", context.queue());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QueueSendContext context) {
		return context.messages();
	}

}
