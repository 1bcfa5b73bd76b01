package io.github.redisqueues.internal.observation;

import io.github.redisqueues.observation.LockAcquireObservationConvention;
import io.github.redisqueues.observation.QueueProcessObservationConvention;
import io.github.redisqueues.observation.QueueReceiveObservationConvention;
import io.github.redisqueues.observation.QueueSendObservationConvention;
import io.github.redisqueues.observation.TopicHearObservationConvention;
import io.github.redisqueues.observation.TopicPublishObservationConvention;
import org.jspecify.annotations.Nullable;

/**
 * The conventions of the application, which win. Null where it has none.
 *
 * @param send for sends
 * @param receive for messages that the application takes
 * @param process for the work of listeners
 * @param publish for publishes
 * @param hear for the work of subscribers
 * @param lockAcquire for locks
 */
public record CustomConventions(@Nullable QueueSendObservationConvention send,
		@Nullable QueueReceiveObservationConvention receive, @Nullable QueueProcessObservationConvention process,
		@Nullable TopicPublishObservationConvention publish, @Nullable TopicHearObservationConvention hear,
		@Nullable LockAcquireObservationConvention lockAcquire) {

	/**
	 * An application without conventions of its own.
	 */
	public static final CustomConventions NONE = new CustomConventions(null, null, null, null, null, null);

}
