package io.github.redisqueues.observation;

import io.github.redisqueues.observation.QueueObservationDocumentation.MessageKeyNames;
import io.github.redisqueues.observation.QueueObservationDocumentation.TopicKeyNames;
import io.micrometer.common.KeyValues;

/**
 * Names the observations of publishes to topics as
 * {@link QueueObservationDocumentation#PUBLISH} says.
 */
public class DefaultTopicPublishObservationConvention implements TopicPublishObservationConvention {

	@Override
	public String getName() {
		return QueueObservationDocumentation.PUBLISH.observationName();
	}

	@Override
	public String getContextualName(TopicPublishContext context) {
		return "publish " + context.topic();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(TopicPublishContext context) {
		return KeyValues.of(TopicKeyNames.TOPIC.withValue(context.topic()));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(TopicPublishContext context) {
		return KeyValues.of(MessageKeyNames.ID.withValue(context.id()));
	}

}
