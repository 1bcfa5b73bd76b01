package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.PriorityOrder;
import io.github.redisqueues.queue.QueueType;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Queues and topics. A value that is set neither for the instance nor under
 * {@code queues.defaults} is null; {@link io.github.redisqueues.queue.QueueSettings} then
 * has the default.
 *
 * @param enabled Whether queues are auto-configured.
 * @param namespace First word of every key in Redis. Letters, digits, '.', '_', ':' and
 * '-'.
 * @param failFast Whether the application refuses to start when Redis cannot be reached
 * and a queue is declared or locks are in use.
 * @param checkEvictionPolicy Whether the application refuses to start when Redis may
 * evict messages or locks, which is every 'maxmemory-policy' but 'noeviction', and a
 * queue is declared or locks are in use.
 * @param defaults What an instance does not say.
 * @param instances Queues by name. Each becomes a bean of that name and of type
 * 'RedisQueue' of its payload type.
 * @param topics Topics by name. Each becomes a bean of that name and of type 'RedisTopic'
 * of its payload type.
 */
@ConfigurationProperties("queues")
public record QueuesProperties(@DefaultValue("true") boolean enabled, @DefaultValue("queues") String namespace,
		@DefaultValue("false") boolean failFast, @DefaultValue("true") boolean checkEvictionPolicy,
		@DefaultValue Defaults defaults, @DefaultValue Map<String, Instance> instances,
		@DefaultValue Map<String, Topic> topics) {

	public QueuesProperties {
		instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
		topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
	}

	/**
	 * What instances have in common.
	 *
	 * @param capacity Messages held (ready, delayed and in flight); a send past it is
	 * refused. Unbounded by default.
	 * @param leaseTime How long a received message stays invisible to others.
	 * @param maxAttempts Deliveries before a message becomes a dead letter.
	 * @param backoff Delay before the next attempt after a failed handler.
	 * @param delay Delay of each message that names none.
	 * @param timeToLive How long a message may stay untaken before it becomes a dead
	 * letter with the reason 'expired'. No limit by default.
	 * @param order Which end of a priority queue comes first; equal priorities stay first
	 * in, first out.
	 * @param maxInFlight Messages leased at a time in all processes together; 1 gives
	 * strictly ordered consumption. Unbounded by default.
	 * @param duplicateWindow How long a deduplication id or message id is remembered
	 * after the message is settled.
	 * @param rate How many messages are given out in which time in all processes
	 * together, such as '100/s', '5/10s' or '1000/h'. Unbounded by default.
	 */
	public record Defaults(@Nullable Long capacity, @Nullable Duration leaseTime, @Nullable Integer maxAttempts,
			@DefaultValue Backoff backoff, @Nullable Duration delay, @Nullable Duration timeToLive,
			@Nullable PriorityOrder order, @Nullable Integer maxInFlight, @Nullable Duration duplicateWindow,
			@Nullable String rate) {

	}

	/**
	 * One queue.
	 *
	 * @param type Which message is given out next.
	 * @param payloadType Class that payloads are written from and read into.
	 * @param key Name of the queue in Redis. The instance's name by default.
	 * @param capacity Messages held (ready, delayed and in flight); a send past it is
	 * refused. Unbounded by default.
	 * @param leaseTime How long a received message stays invisible to others.
	 * @param maxAttempts Deliveries before a message becomes a dead letter.
	 * @param backoff Delay before the next attempt after a failed handler.
	 * @param delay Delay of each message that names none.
	 * @param timeToLive How long a message may stay untaken before it becomes a dead
	 * letter with the reason 'expired'. No limit by default.
	 * @param order Which end of a priority queue comes first; equal priorities stay first
	 * in, first out.
	 * @param maxInFlight Messages leased at a time in all processes together; 1 gives
	 * strictly ordered consumption. Unbounded by default.
	 * @param duplicateWindow How long a deduplication id or message id is remembered
	 * after the message is settled.
	 * @param rate How many messages are given out in which time in all processes
	 * together, such as '100/s', '5/10s' or '1000/h'. Unbounded by default.
	 * @param listener Listeners of the queue, where they differ from those of others.
	 * @param schedules Messages that are sent at set times, once for all instances of the
	 * application, by a name of your choice.
	 */
	public record Instance(@Nullable QueueType type, @Nullable String payloadType, @Nullable String key,
			@Nullable Long capacity, @Nullable Duration leaseTime, @Nullable Integer maxAttempts,
			@DefaultValue Backoff backoff, @Nullable Duration delay, @Nullable Duration timeToLive,
			@Nullable PriorityOrder order, @Nullable Integer maxInFlight, @Nullable Duration duplicateWindow,
			@Nullable String rate, @DefaultValue ListenerProperties.Instance listener,
			@DefaultValue Map<String, Schedule> schedules) {

		public Instance {
			schedules = Collections.unmodifiableMap(new LinkedHashMap<>(schedules));
		}

		/**
		 * Returns the values that {@code queues.defaults} can have too.
		 */
		Defaults common() {
			return new Defaults(this.capacity, this.leaseTime, this.maxAttempts, this.backoff, this.delay,
					this.timeToLive, this.order, this.maxInFlight, this.duplicateWindow, this.rate);
		}

	}

	/**
	 * A message that is sent at set times, once for all instances of the application.
	 *
	 * @param enabled Whether it is sent.
	 * @param cron When it is sent: seconds, minutes, hours, day of the month, month and
	 * day of the week, or a macro such as '@daily'. Either this or 'every'.
	 * @param zone Time zone of 'cron', such as 'Europe/Berlin'.
	 * @param every When it is sent: at each multiple of this since 1970-01-01T00:00Z. At
	 * least 1s. Either this or 'cron'.
	 * @param payload What is sent: the text itself for a queue of strings, otherwise JSON
	 * of the payload type.
	 * @param sendWithin How late a message may still be sent when no instance ran at its
	 * moment, Redis was away or the queue was full. Of several that were missed only the
	 * latest is sent. No limit by default.
	 */
	public record Schedule(@DefaultValue("true") boolean enabled, @Nullable String cron,
			@DefaultValue("UTC") String zone, @Nullable Duration every, @Nullable String payload,
			@Nullable Duration sendWithin) {

	}

	/**
	 * Delay before the next attempt: exponential, with full jitter.
	 *
	 * @param initial Upper bound of the delay after the first attempt.
	 * @param multiplier Factor from one upper bound to the next; 1 or more.
	 * @param max What no upper bound exceeds.
	 */
	public record Backoff(@Nullable Duration initial, @Nullable Double multiplier, @Nullable Duration max) {

	}

	/**
	 * One topic.
	 *
	 * @param payloadType Class that payloads are written from and read into. That of its
	 * queues by default, or 'java.lang.String' without queues.
	 * @param key Name of the topic in Redis. Its own name by default.
	 * @param queues Names of queues that each message is sent to, besides whoever
	 * subscribes. None by default.
	 */
	public record Topic(@Nullable String payloadType, @Nullable String key, @DefaultValue List<String> queues) {

		public Topic {
			queues = List.copyOf(queues);
		}

	}

}
