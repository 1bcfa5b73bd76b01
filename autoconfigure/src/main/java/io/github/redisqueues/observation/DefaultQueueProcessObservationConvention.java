package io.github.redisqueues.observation;

import io.github.redisqueues.observation.QueueObservationDocumentation.DeliveryKeyNames;
import io.github.redisqueues.observation.QueueObservationDocumentation.ProcessKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

/**
 * Names the observations of the work of listeners as
 * {@link QueueObservationDocumentation#PROCESS} says.
 */
public class DefaultQueueProcessObservationConvention implements QueueProcessObservationConvention {

	@Override
	public String getName() {
		return QueueObservationDocumentation.PROCESS.observationName();
	}

	@Override
	public String getContextualName(QueueProcessContext context) {
		return "process " + context.queue();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(QueueProcessContext context) {
		return MessagingKeyValues.low("process", "process", context.queue())
			.and(ProcessKeyNames.LISTENER.withValue(context.listener()),
					ProcessKeyNames.OUTCOME.withValue(context.outcome().orElse(KeyValue.NONE_VALUE)));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(QueueProcessContext context) {
		return MessagingKeyValues.messages(context.ids())
			.and(DeliveryKeyNames.ATTEMPT.withValue(String.valueOf(context.attempt())),
					DeliveryKeyNames.AGE.withValue(String.valueOf(context.age().toMillis())));
	}

}
