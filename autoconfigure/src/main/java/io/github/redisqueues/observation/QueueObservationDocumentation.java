package io.github.redisqueues.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import io.micrometer.observation.transport.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The observations, their names and their keys. Observations always have all keys of low
 * cardinality, {@code none} for an empty one.
 */
public enum QueueObservationDocumentation implements ObservationDocumentation {

	/**
	 * A send to a queue. A batch is one observation.
	 */
	SEND("queues.send", Kind.PRODUCER, DefaultQueueSendObservationConvention.class, MessagingKeyNames.values(),
			MessageKeyNames.values()),

	/**
	 * Messages that the application takes from a queue by itself. Calls that take nothing
	 * are not observed. Its time says nothing.
	 */
	RECEIVE("queues.receive", Kind.CLIENT, DefaultQueueReceiveObservationConvention.class, MessagingKeyNames.values(),
			receiveKeys()),

	/**
	 * The work of a listener on a message or batch, with its error handlers.
	 */
	PROCESS("queues.process", Kind.CONSUMER, DefaultQueueProcessObservationConvention.class,
			KeyName.merge(MessagingKeyNames.values(), ProcessKeyNames.values()),
			KeyName.merge(receiveKeys(), DeliveryKeyNames.values())),

	/**
	 * A publish to a topic and its queues.
	 */
	PUBLISH("queues.publish", Kind.PRODUCER, DefaultTopicPublishObservationConvention.class, TopicKeyNames.values(),
			idKey()),

	/**
	 * The work of a topic's subscriber on a message.
	 */
	HEAR("queues.hear", Kind.CONSUMER, DefaultTopicHearObservationConvention.class, TopicKeyNames.values(), idKey()),

	/**
	 * An attempt to acquire a lock, with the time of waiting for it.
	 */
	LOCK_ACQUIRE("queues.lock.acquire", null, DefaultLockAcquireObservationConvention.class, LockKeyNames.values(),
			LockKeyKeyNames.values());

	private final String name;

	private final @Nullable Kind kind;

	private final Class<? extends ObservationConvention<? extends Observation.Context>> convention;

	private final KeyName[] low;

	private final KeyName[] high;

	QueueObservationDocumentation(String name, @Nullable Kind kind,
			Class<? extends ObservationConvention<? extends Observation.Context>> convention, KeyName[] low,
			KeyName[] high) {
		this.name = name;
		this.kind = kind;
		this.convention = convention;
		this.low = low;
		this.high = high;
	}

	private static KeyName[] receiveKeys() {
		return new KeyName[] { MessageKeyNames.ID, MessageKeyNames.BATCH_COUNT };
	}

	private static KeyName[] idKey() {
		return new KeyName[] { MessageKeyNames.ID };
	}

	/**
	 * Returns the name of the observation, and of its timer.
	 * @return the name
	 */
	public String observationName() {
		return this.name;
	}

	/**
	 * Returns the kind of the observation's span.
	 * @return the kind, null for an internal one
	 */
	public @Nullable Kind kind() {
		return this.kind;
	}

	@Override
	public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
		return this.convention;
	}

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return this.low.clone();
	}

	@Override
	public KeyName[] getHighCardinalityKeyNames() {
		return this.high.clone();
	}

	/**
	 * Keys of low cardinality of queues, those of OpenTelemetry for messaging.
	 */
	public enum MessagingKeyNames implements KeyName {

		/**
		 * Always {@code redis_queues}.
		 */
		SYSTEM("messaging.system"),

		/**
		 * {@code send}, {@code receive}, {@code poll} or {@code process}.
		 */
		OPERATION_NAME("messaging.operation.name"),

		/**
		 * {@code send}, {@code receive} or {@code process}.
		 */
		OPERATION_TYPE("messaging.operation.type"),

		/**
		 * Name of the queue.
		 */
		DESTINATION("messaging.destination.name");

		private final String key;

		MessagingKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Further keys of low cardinality of listeners.
	 */
	public enum ProcessKeyNames implements KeyName {

		/**
		 * Id of the listener.
		 */
		LISTENER("queues.listener.id"),

		/**
		 * {@code acked}, {@code released}, {@code lease_lost}, {@code retried} or
		 * {@code dead}; {@code none} if the application settles the messages later.
		 */
		OUTCOME("queues.outcome");

		private final String key;

		ProcessKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of low cardinality of topics.
	 */
	public enum TopicKeyNames implements KeyName {

		/**
		 * Name of the topic.
		 */
		TOPIC("queues.topic");

		private final String key;

		TopicKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of low cardinality of locks.
	 */
	public enum LockKeyNames implements KeyName {

		/**
		 * Name of the lock, without its key.
		 */
		LOCK("queues.lock.name"),

		/**
		 * {@code acquired} or {@code unavailable}; {@code none} if the attempt failed.
		 */
		OUTCOME("queues.outcome");

		private final String key;

		LockKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Keys of high cardinality of messages, each only if it has a value.
	 */
	public enum MessageKeyNames implements KeyName {

		/**
		 * Id of the message, unless there are several.
		 */
		ID("messaging.message.id"),

		/**
		 * How many messages there are, unless there is one.
		 */
		BATCH_COUNT("messaging.batch.message_count"),

		/**
		 * Group of the messages.
		 */
		GROUP("queues.message.group");

		private final String key;

		MessageKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Further keys of high cardinality of listeners.
	 */
	public enum DeliveryKeyNames implements KeyName {

		/**
		 * Number of the delivery, the highest one of a batch.
		 */
		ATTEMPT("queues.message.attempt"),

		/**
		 * Milliseconds since the message was sent, the most of a batch.
		 */
		AGE("queues.message.age");

		private final String key;

		DeliveryKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/**
	 * Key of high cardinality of locks, only if it has a value.
	 */
	public enum LockKeyKeyNames implements KeyName {

		/**
		 * Keys of the lock, separated by commas.
		 */
		KEY("queues.lock.key");

		private final String key;

		LockKeyKeyNames(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
