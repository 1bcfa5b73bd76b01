package io.github.redisqueues.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of the work of topic subscribers. A bean of this type replaces
 * {@link DefaultTopicHearObservationConvention}.
 */
public interface TopicHearObservationConvention extends ObservationConvention<TopicHearContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TopicHearContext;
	}

}
