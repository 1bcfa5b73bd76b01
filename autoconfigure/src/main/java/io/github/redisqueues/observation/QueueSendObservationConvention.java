package io.github.redisqueues.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of sends to queues. A bean of this type replaces
 * {@link DefaultQueueSendObservationConvention}.
 */
public interface QueueSendObservationConvention extends ObservationConvention<QueueSendContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof QueueSendContext;
	}

}
