package io.github.redisqueues.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of the work of listeners. A bean of this type replaces
 * {@link DefaultQueueProcessObservationConvention}.
 */
public interface QueueProcessObservationConvention extends ObservationConvention<QueueProcessContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof QueueProcessContext;
	}

}
