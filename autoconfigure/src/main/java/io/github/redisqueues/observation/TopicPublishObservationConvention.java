package io.github.redisqueues.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of publishes to topics. A bean of this type replaces
 * {@link DefaultTopicPublishObservationConvention}.
 */
public interface TopicPublishObservationConvention extends ObservationConvention<TopicPublishContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof TopicPublishContext;
	}

}
