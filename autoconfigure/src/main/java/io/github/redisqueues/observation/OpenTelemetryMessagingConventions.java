package io.github.redisqueues.observation;

import io.github.redisqueues.observation.QueueObservationDocumentation.ProcessKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;

/**
 * Names the observations of queues and topics as the semantic conventions of
 * OpenTelemetry for messaging do: {@code messaging.client.operation.duration} and
 * {@code messaging.process.duration}, with {@code error.type}, and the listener's id as
 * {@code messaging.consumer.group.name}. Define it as a bean to use it. A bean of the
 * type of one of its conventions wins for those observations. Locks keep their names, as
 * OpenTelemetry has none for them.
 */
public final class OpenTelemetryMessagingConventions {

	private static final String CLIENT = "messaging.client.operation.duration";

	private static final String PROCESS = "messaging.process.duration";

	private static final String GROUP = "messaging.consumer.group.name";

	private static final String ERROR = "error.type";

	private final QueueSendObservationConvention send = new QueueSend();

	private final QueueReceiveObservationConvention receive = new QueueReceive();

	private final QueueProcessObservationConvention process = new QueueProcess();

	private final TopicPublishObservationConvention publish = new TopicPublish();

	private final TopicHearObservationConvention hear = new TopicHear();

	/**
	 * Returns the convention for sends to queues.
	 * @return the convention
	 */
	public QueueSendObservationConvention send() {
		return this.send;
	}

	/**
	 * Returns the convention for messages that the application takes from queues.
	 * @return the convention
	 */
	public QueueReceiveObservationConvention receive() {
		return this.receive;
	}

	/**
	 * Returns the convention for the work of listeners.
	 * @return the convention
	 */
	public QueueProcessObservationConvention process() {
		return this.process;
	}

	/**
	 * Returns the convention for publishes to topics.
	 * @return the convention
	 */
	public TopicPublishObservationConvention publish() {
		return this.publish;
	}

	/**
	 * Returns the convention for the work of topic subscribers.
	 * @return the convention
	 */
	public TopicHearObservationConvention hear() {
		return this.hear;
	}

	private static KeyValues low(String name, String type, String destination, Observation.Context context) {
		Throwable error = context.getError();
		return MessagingKeyValues.low(name, type, destination)
			.and(ERROR, (error != null) ? error.getClass().getName() : KeyValue.NONE_VALUE);
	}

	private static final class QueueSend extends DefaultQueueSendObservationConvention {

		@Override
		public String getName() {
			return CLIENT;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(QueueSendContext context) {
			return low("send", "send", context.queue(), context);
		}

	}

	private static final class QueueReceive extends DefaultQueueReceiveObservationConvention {

		@Override
		public String getName() {
			return CLIENT;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(QueueReceiveContext context) {
			return low(context.operation(), "receive", context.queue(), context);
		}

	}

	private static final class QueueProcess extends DefaultQueueProcessObservationConvention {

		@Override
		public String getName() {
			return PROCESS;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(QueueProcessContext context) {
			return low("process", "process", context.queue(), context).and(KeyValue.of(GROUP, context.listener()),
					ProcessKeyNames.OUTCOME.withValue(context.outcome().orElse(KeyValue.NONE_VALUE)));
		}

	}

	private static final class TopicPublish extends DefaultTopicPublishObservationConvention {

		@Override
		public String getName() {
			return CLIENT;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(TopicPublishContext context) {
			return low("publish", "send", context.topic(), context);
		}

	}

	private static final class TopicHear extends DefaultTopicHearObservationConvention {

		@Override
		public String getName() {
			return PROCESS;
		}

		@Override
		public KeyValues getLowCardinalityKeyValues(TopicHearContext context) {
			return low("hear", "process", context.topic(), context).and(KeyValue.of(GROUP, KeyValue.NONE_VALUE),
					ProcessKeyNames.OUTCOME.withValue(KeyValue.NONE_VALUE));
		}

	}

}
