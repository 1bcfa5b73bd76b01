package io.github.redisqueues.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of messages that the application takes from queues. A bean of
 * this type replaces {@link DefaultQueueReceiveObservationConvention}.
 */
public interface QueueReceiveObservationConvention extends ObservationConvention<QueueReceiveContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof QueueReceiveContext;
	}

}
