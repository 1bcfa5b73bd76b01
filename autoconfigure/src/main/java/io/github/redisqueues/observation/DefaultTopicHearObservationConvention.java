package io.github.redisqueues.observation;

import io.github.redisqueues.observation.QueueObservationDocumentation.MessageKeyNames;
import io.github.redisqueues.observation.QueueObservationDocumentation.TopicKeyNames;
import io.micrometer.common.KeyValues;

/**
 * Names the observations of the work of topic subscribers as
 * {@link QueueObservationDocumentation#HEAR} says.
 */
public class DefaultTopicHearObservationConvention implements TopicHearObservationConvention {

	@Override
	public String getName() {
		return QueueObservationDocumentation.HEAR.observationName();
	}

	@Override
	public String getContextualName(TopicHearContext context) {
		return "hear " + context.topic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TopicHearContext context) {
		return KeyValues.of(TopicKeyNames.TOPIC.withValue(context.topic()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TopicHearContext context) {
		return KeyValues.of(MessageKeyNames.ID.withValue(context.id()));
	}

}
