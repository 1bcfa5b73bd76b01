package io.github.redisqueues.observation;

import io.github.redisqueues.observation.QueueObservationDocumentation.MessageKeyNames;
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
		return "send " + context.queue();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QueueSendContext context) {
		return MessagingKeyValues.low("send", "send", context.queue());
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QueueSendContext context) {
		KeyValues values = MessagingKeyValues.messages(context.ids());
		return context.group().map((group) -> values.and(MessageKeyNames.GROUP.withValue(group))).orElse(values);
	}

}
