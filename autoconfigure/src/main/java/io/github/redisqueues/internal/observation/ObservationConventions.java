package io.github.redisqueues.internal.observation;

import io.github.redisqueues.observation.DefaultLockAcquireObservationConvention;
import io.github.redisqueues.observation.DefaultQueueProcessObservationConvention;
import io.github.redisqueues.observation.DefaultQueueReceiveObservationConvention;
import io.github.redisqueues.observation.DefaultQueueSendObservationConvention;
import io.github.redisqueues.observation.DefaultTopicHearObservationConvention;
import io.github.redisqueues.observation.DefaultTopicPublishObservationConvention;
import io.github.redisqueues.observation.LockAcquireObservationConvention;
import io.github.redisqueues.observation.OpenTelemetryMessagingConventions;
import io.github.redisqueues.observation.QueueProcessObservationConvention;
import io.github.redisqueues.observation.QueueReceiveObservationConvention;
import io.github.redisqueues.observation.QueueSendObservationConvention;
import io.github.redisqueues.observation.TopicHearObservationConvention;
import io.github.redisqueues.observation.TopicPublishObservationConvention;
import org.jspecify.annotations.Nullable;

/**
 * The conventions to use where the application has no global one.
 *
 * @param send for sends
 * @param receive for messages that the application takes
 * @param process for the work of listeners
 * @param publish for publishes
 * @param hear for the work of subscribers
 * @param lockAcquire for locks
 */
public record ObservationConventions(QueueSendObservationConvention send, QueueReceiveObservationConvention receive,
		QueueProcessObservationConvention process, TopicPublishObservationConvention publish,
		TopicHearObservationConvention hear, LockAcquireObservationConvention lockAcquire) {

	/**
	 * Returns the conventions of this library.
	 * @param openTelemetry those to use for queues and topics, null for the default ones
	 * @return the conventions
	 */
	public static ObservationConventions of(@Nullable OpenTelemetryMessagingConventions openTelemetry) {
		return (openTelemetry != null)
				? new ObservationConventions(openTelemetry.send(), openTelemetry.receive(), openTelemetry.process(),
						openTelemetry.publish(), openTelemetry.hear(), new DefaultLockAcquireObservationConvention())
				: new ObservationConventions(new DefaultQueueSendObservationConvention(),
						new DefaultQueueReceiveObservationConvention(), new DefaultQueueProcessObservationConvention(),
						new DefaultTopicPublishObservationConvention(), new DefaultTopicHearObservationConvention(),
						new DefaultLockAcquireObservationConvention());
	}

}
