package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a queue. Use the same settings in every process that shares a queue. The
 * type is also stored in Redis, and a process with another type gets an exception.
 * Immutable.
 *
 * @param <E> type of the payloads
 * @param name name of the queue in the application
 * @param key name of the queue in Redis, by default the same
 * @param type order of the messages
 * @param payloadType type that payloads are written from and read into
 * @param capacity maximum number of ready, delayed and in-flight messages; 0 for no limit
 * @param leaseTime how long no other consumer gets a received message
 * @param maxAttempts deliveries before a message becomes a dead letter
 * @param backoff delay before the next attempt, for {@link Delivery#retry()}
 * @param delay delay of a message that is sent without one
 * @param timeToLive how long a message may wait to be taken; zero for no limit
 * @param order order of the priorities in a priority queue
 * @param maxInFlight maximum number of messages that all processes together lease at a
 * time; 0 for no limit
 * @param duplicateWindow how long ids and deduplication ids are remembered after their
 * message is settled
 * @param rate maximum rate at which all processes together take messages; empty for no
 * limit
 * @param payloadConverter converts payloads to bytes and back; empty for the converter of
 * the {@link RedisQueueFactory}
 * @param deadLetters how long and how many dead letters are kept
 * @param maxPayloadSize largest payload that is sent, as it is stored; zero for no limit
 * @param transactional whether each message is kept in a database from the transaction
 * that sends it to the one that handles it
 * @param resendAfter how long after its send a message of a transactional queue is sent
 * to Redis again, if Redis has lost it
 */
public record QueueSettings<E>(String name, String key, QueueType type, ParameterizedTypeReference<E> payloadType,
		long capacity, Duration leaseTime, int maxAttempts, Backoff backoff, Duration delay, Duration timeToLive,
		PriorityOrder order, int maxInFlight, Duration duplicateWindow, Optional<Rate> rate,
		Optional<PayloadConverter> payloadConverter, DeadLetterRetention deadLetters, DataSize maxPayloadSize,
		boolean transactional, Duration resendAfter) {

	public QueueSettings {
		Texts.requireName("name", name);
		Texts.requireName("key", key);
		Objects.requireNonNull(type, "type must not be null");
		Objects.requireNonNull(payloadType, "payloadType must not be null");
		require(capacity >= 0, "capacity", "must be 1 or more, or 0 for no bound", capacity);
		Durations.requirePositive("leaseTime", leaseTime);
		require(maxAttempts >= 1 && maxAttempts <= 10_000, "maxAttempts", "must be 1 to 10000", maxAttempts);
		Objects.requireNonNull(backoff, "backoff must not be null");
		Durations.requireNotNegative("delay", delay);
		Durations.requireNotNegative("timeToLive", timeToLive);
		require(timeToLive.isZero() || timeToLive.compareTo(delay) > 0, "timeToLive",
				"must be longer than delay (" + delay + "), or every message would expire before it falls due",
				timeToLive);
		require(timeToLive.isZero() || timeToLive.toMillis() > 0, "timeToLive", "must be 1ms or more", timeToLive);
		Objects.requireNonNull(order, "order must not be null");
		require(maxInFlight >= 0, "maxInFlight", "must be 1 or more, or 0 for no bound", maxInFlight);
		Durations.requireNotNegative("duplicateWindow", duplicateWindow);
		Objects.requireNonNull(rate, "rate must not be null");
		Objects.requireNonNull(payloadConverter, "payloadConverter must not be null");
		require(!maxPayloadSize.isNegative(), "maxPayloadSize", "must be 1B or more, or 0 for no limit",
				maxPayloadSize);
		Objects.requireNonNull(deadLetters, "deadLetters must not be null");
		Durations.requirePositive("resendAfter", resendAfter);
		require(!transactional || capacity == 0, "capacity",
				"must be 0 in a transactional queue, whose messages are committed before Redis gets them", capacity);
	}

	/**
	 * Returns the default settings, which are those of a FIFO queue.
	 * @param <E> type of the payloads
	 * @param name name of the queue in the application and in Redis
	 * @param payloadType class that payloads are written from and read into
	 * @return the settings
	 */
	public static <E> QueueSettings<E> of(String name, Class<E> payloadType) {
		return builder(name, payloadType).build();
	}

	/**
	 * Returns the default settings for payloads of a generic type.
	 * @param <E> type of the payloads
	 * @param name name of the queue in the application and in Redis
	 * @param payloadType type that payloads are written from and read into, such as
	 * {@code new ParameterizedTypeReference<Envelope<Order>>() { }}
	 * @return the settings
	 */
	public static <E> QueueSettings<E> of(String name, ParameterizedTypeReference<E> payloadType) {
		return builder(name, payloadType).build();
	}

	/**
	 * Returns a builder with the default settings.
	 * @param <E> type of the payloads
	 * @param name name of the queue in the application, and in Redis unless
	 * {@link Builder#key(String)} is called
	 * @param payloadType class that payloads are written from and read into
	 * @return the builder
	 */
	public static <E> Builder<E> builder(String name, Class<E> payloadType) {
		return builder(name, ParameterizedTypeReference.forType(payloadType));
	}

	/**
	 * Returns a builder with the default settings for payloads of a generic type.
	 * @param <E> type of the payloads
	 * @param name name of the queue in the application, and in Redis unless
	 * {@link Builder#key(String)} is called
	 * @param payloadType type that payloads are written from and read into, such as
	 * {@code new ParameterizedTypeReference<Envelope<Order>>() { }}
	 * @return the builder
	 */
	public static <E> Builder<E> builder(String name, ParameterizedTypeReference<E> payloadType) {
		return new Builder<>(name, payloadType);
	}

	/**
	 * Returns a builder with these settings.
	 * @return a new builder
	 */
	public Builder<E> toBuilder() {
		Builder<E> builder = new Builder<>(this.name, this.payloadType).key(this.key)
			.type(this.type)
			.capacity(this.capacity)
			.leaseTime(this.leaseTime)
			.maxAttempts(this.maxAttempts)
			.backoff(this.backoff)
			.delay(this.delay)
			.timeToLive(this.timeToLive)
			.order(this.order)
			.maxInFlight(this.maxInFlight)
			.duplicateWindow(this.duplicateWindow)
			.deadLetters(this.deadLetters)
			.maxPayloadSize(this.maxPayloadSize)
			.transactional(this.transactional)
			.resendAfter(this.resendAfter);
		this.rate.ifPresent(builder::rate);
		this.payloadConverter.ifPresent(builder::payloadConverter);
		return builder;
	}

	private static void require(boolean holds, String name, String requirement, Object value) {
		if (!holds) {
			throw new InvalidValueException(name, requirement, value);
		}
	}

	/**
	 * Builds settings. Not safe for use by several threads.
	 *
	 * @param <E> type of the payloads
	 */
	public static final class Builder<E> {

		private final String name;

		private final ParameterizedTypeReference<E> payloadType;

		private String key;

		private QueueType type = QueueType.FIFO;

		private long capacity;

		private Duration leaseTime = Duration.ofSeconds(30);

		private int maxAttempts = 5;

		private Backoff backoff = Backoff.DEFAULT;

		private Duration delay = Duration.ZERO;

		private Duration timeToLive = Duration.ZERO;

		private PriorityOrder order = PriorityOrder.HIGHEST_FIRST;

		private int maxInFlight;

		private Duration duplicateWindow = Duration.ZERO;

		private @Nullable Rate rate;

		private DeadLetterRetention deadLetters = DeadLetterRetention.UNLIMITED;

		private @Nullable PayloadConverter payloadConverter;

		private DataSize maxPayloadSize = DataSize.ofBytes(0);

		private boolean transactional;

		private Duration resendAfter = Duration.ofSeconds(30);

		private Builder(String name, ParameterizedTypeReference<E> payloadType) {
			this.name = name;
			this.key = name;
			this.payloadType = payloadType;
		}

		public Builder<E> key(String key) {
			this.key = key;
			return this;
		}

		public Builder<E> type(QueueType type) {
			this.type = type;
			return this;
		}

		public Builder<E> capacity(long capacity) {
			this.capacity = capacity;
			return this;
		}

		public Builder<E> leaseTime(Duration leaseTime) {
			this.leaseTime = leaseTime;
			return this;
		}

		public Builder<E> maxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
			return this;
		}

		public Builder<E> backoff(Backoff backoff) {
			this.backoff = backoff;
			return this;
		}

		public Builder<E> delay(Duration delay) {
			this.delay = delay;
			return this;
		}

		public Builder<E> timeToLive(Duration timeToLive) {
			this.timeToLive = timeToLive;
			return this;
		}

		public Builder<E> order(PriorityOrder order) {
			this.order = order;
			return this;
		}

		public Builder<E> maxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
			return this;
		}

		public Builder<E> duplicateWindow(Duration duplicateWindow) {
			this.duplicateWindow = duplicateWindow;
			return this;
		}

		/**
		 * Limits the rate at which {@code receive}, {@code poll} and listeners of all
		 * processes together take messages.
		 * @param rate the rate
		 * @return this
		 */
		public Builder<E> rate(Rate rate) {
			this.rate = rate;
			return this;
		}

		/**
		 * Converts the payloads with a converter of the queue's own. All processes that
		 * share the queue need the same.
		 * @param payloadConverter the converter
		 * @return this
		 */
		public Builder<E> payloadConverter(PayloadConverter payloadConverter) {
			this.payloadConverter = payloadConverter;
			return this;
		}

		/**
		 * Limits the size of a payload. A larger one is refused with
		 * {@link PayloadTooLargeException} before Redis is called.
		 * @param maxPayloadSize the largest payload as it is stored; zero for no limit
		 * @return this
		 */
		public Builder<E> maxPayloadSize(DataSize maxPayloadSize) {
			this.maxPayloadSize = maxPayloadSize;
			return this;
		}

		/**
		 * Limits how long and how many dead letters are kept. By default all are, until
		 * they are redriven or deleted.
		 * @param deadLetters the limits
		 * @return this
		 */
		public Builder<E> deadLetters(DeadLetterRetention deadLetters) {
			this.deadLetters = deadLetters;
			return this;
		}

		/**
		 * Keeps each message in a database, from the transaction that sends it to the one
		 * that handles it.
		 * @param transactional whether to do that
		 * @return this
		 */
		public Builder<E> transactional(boolean transactional) {
			this.transactional = transactional;
			return this;
		}

		/**
		 * Sets how long after its send a message of a transactional queue is sent to
		 * Redis again, if Redis has lost it.
		 * @param resendAfter the time, 30 seconds by default
		 * @return this
		 */
		public Builder<E> resendAfter(Duration resendAfter) {
			this.resendAfter = resendAfter;
			return this;
		}

		/**
		 * Checks and returns the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of range; the message names
		 * the setting
		 */
		public QueueSettings<E> build() {
			return new QueueSettings<>(this.name, this.key, this.type, this.payloadType, this.capacity, this.leaseTime,
					this.maxAttempts, this.backoff, this.delay, this.timeToLive, this.order, this.maxInFlight,
					this.duplicateWindow, Optional.ofNullable(this.rate), Optional.ofNullable(this.payloadConverter),
					this.deadLetters, this.maxPayloadSize, this.transactional, this.resendAfter);
		}

	}

}
