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
import org.springframework.util.unit.DataSize;

/**
 * Configuration properties of queues, schedules and topics. A setting that is null here
 * has the default of {@link io.github.redisqueues.queue.QueueSettings}.
 *
 * @param enabled Whether queues, listeners, schedules and topics are auto-configured.
 * @param namespace Prefix of every key in Redis. Up to 200 letters, digits, '.', '_', ':'
 * and '-'.
 * @param failFast Whether startup fails if Redis cannot be reached while a queue is
 * declared or a lock is used.
 * @param checkEvictionPolicy Whether startup fails if Redis may evict messages or locks,
 * that is with any 'maxmemory-policy' but 'noeviction', while a queue is declared or a
 * lock is used.
 * @param checkRights Whether startup fails if the Redis user lacks a right that queues or
 * locks need, while a queue is declared or a lock is used.
 * @param redis Connection of queues, topics and locks to Redis.
 * @param events Application events.
 * @param fleet What the processes of an application tell each other.
 * @param metrics Metrics of queues, listeners, schedules and locks.
 * @param health Health of queues and listeners.
 * @param monitor What metrics, health and the endpoint know of the queues.
 * @param defaults Settings of all queues, unless an instance has its own.
 * @param instances Queues by name. Each becomes a bean of that name and of type
 * 'RedisQueue'.
 * @param topics Topics by name. Each becomes a bean of that name and of type
 * 'RedisTopic'.
 */
@ConfigurationProperties("queues")
public record QueuesProperties(@DefaultValue("true") boolean enabled, @DefaultValue("queues") String namespace,
		@DefaultValue("false") boolean failFast, @DefaultValue("true") boolean checkEvictionPolicy,
		@DefaultValue("true") boolean checkRights, @DefaultValue Redis redis, @DefaultValue Events events,
		@DefaultValue Fleet fleet, @DefaultValue Metrics metrics, @DefaultValue Health health,
		@DefaultValue Monitor monitor, @DefaultValue Defaults defaults, @DefaultValue Map<String, Instance> instances,
		@DefaultValue Map<String, Topic> topics) {

	public QueuesProperties {
		instances = Collections.unmodifiableMap(new LinkedHashMap<>(instances));
		topics = Collections.unmodifiableMap(new LinkedHashMap<>(topics));
	}

	/**
	 * Connection of queues, topics and locks to Redis.
	 *
	 * @param reconnectAfterTimeouts Number of command timeouts in a row after which a new
	 * connection is opened to see whether it leads to another server, as after a failover
	 * from a server that hangs. If so, the shared connection of Lettuce is closed and
	 * opened again. 0 for never.
	 */
	public record Redis(@DefaultValue("3") int reconnectAfterTimeouts) {

	}

	/**
	 * Application events.
	 *
	 * @param enabled Whether application events of type 'QueueEvent' are published, for
	 * dead letters, full queues, pauses and lost leases.
	 */
	public record Events(@DefaultValue("false") boolean enabled) {

	}

	/**
	 * What the processes of an application tell each other.
	 *
	 * @param enabled Whether each process tells the others of its running listeners,
	 * every ten seconds, for the diagnosis of queues.
	 */
	public record Fleet(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Metrics of queues, listeners, schedules and locks.
	 *
	 * @param enabled Whether there are metrics beside the observations, if there is a
	 * 'MeterRegistry'.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled) {

	}

	/**
	 * Health of queues and listeners.
	 *
	 * @param maxDeadLetters Number of dead letters of a queue beyond which the health has
	 * a warning. Unlimited by default.
	 * @param deadLettersDown Whether more dead letters than that mean DOWN.
	 * @param noProgressAfter Time after which a listener is stuck and the health is DOWN:
	 * at work on the same message for longer, or messages are ready for longer and no
	 * process takes any. Of the second case at most 14 minutes are remembered.
	 */
	public record Health(@Nullable Long maxDeadLetters, @DefaultValue("false") boolean deadLettersDown,
			@DefaultValue("10m") Duration noProgressAfter) {

	}

	/**
	 * What metrics, health and the endpoint know of the queues.
	 *
	 * @param refresh Pause between two counts of the messages of all queues, at least one
	 * second. Nothing is counted unless metrics are exported, or the health or the
	 * endpoint is read.
	 */
	public record Monitor(@DefaultValue("10s") Duration refresh) {

	}

	/**
	 * Settings of all queues.
	 *
	 * @param capacity Maximum number of messages held (ready, delayed and in flight). A
	 * send beyond it fails. Unlimited by default.
	 * @param leaseTime Time for which a received message is hidden from other consumers.
	 * @param maxAttempts Number of deliveries after which a message becomes a dead
	 * letter.
	 * @param backoff Delay before the next attempt after a failed one.
	 * @param delay Delay of messages that are sent without a delay of their own.
	 * @param timeToLive Time after which a message that was never delivered becomes a
	 * dead letter with reason 'expired'. Unlimited by default.
	 * @param order Priority that a priority queue delivers first. Equal priorities are
	 * delivered first in, first out.
	 * @param maxInFlight Maximum number of messages under a lease at a time, in all
	 * processes together. 1 gives strictly ordered processing. Unlimited by default.
	 * @param duplicateWindow Time for which a message id or deduplication id is
	 * remembered after the message is settled.
	 * @param rate Maximum number of messages delivered per period, in all processes
	 * together, such as '100/s', '5/10s' or '1000/h'. Unlimited by default.
	 * @param deadLetters How long and how many dead letters are kept.
	 * @param payloadConverter Name of the 'PayloadConverter' bean that converts the
	 * payloads. The application's only or primary one by default, or else JSON.
	 * @param maxPayloadSize Maximum size of a payload as it is stored. A send beyond it
	 * fails. Unlimited by default.
	 */
	public record Defaults(@Nullable Long capacity, @Nullable Duration leaseTime, @Nullable Integer maxAttempts,
			@DefaultValue Backoff backoff, @Nullable Duration delay, @Nullable Duration timeToLive,
			@Nullable PriorityOrder order, @Nullable Integer maxInFlight, @Nullable Duration duplicateWindow,
			@Nullable String rate, @DefaultValue DeadLetters deadLetters, @Nullable String payloadConverter,
			@Nullable DataSize maxPayloadSize) {

	}

	/**
	 * One queue.
	 *
	 * @param type Order in which messages are delivered.
	 * @param payloadType Type of the payloads, with its type arguments.
	 * @param key Name of the queue in Redis. Same as the name of the instance by default.
	 * @param capacity Maximum number of messages held (ready, delayed and in flight). A
	 * send beyond it fails. Unlimited by default.
	 * @param leaseTime Time for which a received message is hidden from other consumers.
	 * @param maxAttempts Number of deliveries after which a message becomes a dead
	 * letter.
	 * @param backoff Delay before the next attempt after a failed one.
	 * @param delay Delay of messages that are sent without a delay of their own.
	 * @param timeToLive Time after which a message that was never delivered becomes a
	 * dead letter with reason 'expired'. Unlimited by default.
	 * @param order Priority that a priority queue delivers first. Equal priorities are
	 * delivered first in, first out.
	 * @param maxInFlight Maximum number of messages under a lease at a time, in all
	 * processes together. 1 gives strictly ordered processing. Unlimited by default.
	 * @param duplicateWindow Time for which a message id or deduplication id is
	 * remembered after the message is settled.
	 * @param rate Maximum number of messages delivered per period, in all processes
	 * together, such as '100/s', '5/10s' or '1000/h'. Unlimited by default.
	 * @param deadLetters How long and how many dead letters are kept.
	 * @param payloadConverter Name of the 'PayloadConverter' bean that converts the
	 * payloads. The application's only or primary one by default, or else JSON.
	 * @param maxPayloadSize Maximum size of a payload as it is stored. A send beyond it
	 * fails. Unlimited by default.
	 * @param transactional Whether each message is kept in a database, from the
	 * transaction that sends it to the one that handles it, which takes effect once.
	 * @param resendAfter Time after its send until a message of a transactional queue is
	 * sent to Redis again, if Redis has lost it. 30s by default.
	 * @param listener Settings for the listeners of the queue, in place of those under
	 * 'queues.listener'.
	 * @param schedules Schedules by name. Each sends a message to the queue at set times,
	 * once for all instances of the application.
	 */
	public record Instance(@Nullable QueueType type, @Nullable String payloadType, @Nullable String key,
			@Nullable Long capacity, @Nullable Duration leaseTime, @Nullable Integer maxAttempts,
			@DefaultValue Backoff backoff, @Nullable Duration delay, @Nullable Duration timeToLive,
			@Nullable PriorityOrder order, @Nullable Integer maxInFlight, @Nullable Duration duplicateWindow,
			@Nullable String rate, @DefaultValue DeadLetters deadLetters, @Nullable String payloadConverter,
			@Nullable DataSize maxPayloadSize, @DefaultValue("false") boolean transactional,
			@Nullable Duration resendAfter, @DefaultValue ListenerProperties.Instance listener,
			@DefaultValue Map<String, Schedule> schedules) {

		public Instance {
			schedules = Collections.unmodifiableMap(new LinkedHashMap<>(schedules));
		}

		/**
		 * Returns the settings that {@code queues.defaults} has as well.
		 */
		Defaults common() {
			return new Defaults(this.capacity, this.leaseTime, this.maxAttempts, this.backoff, this.delay,
					this.timeToLive, this.order, this.maxInFlight, this.duplicateWindow, this.rate, this.deadLetters,
					this.payloadConverter, this.maxPayloadSize);
		}

	}

	/**
	 * A schedule that sends a message, once for all instances of the application.
	 *
	 * @param enabled Whether the schedule sends messages.
	 * @param cron Cron expression with six fields (second, minute, hour, day of month,
	 * month, day of week), or a macro such as '@daily'. Required unless 'every' is set.
	 * @param zone Time zone of 'cron', such as 'Europe/Berlin'.
	 * @param every Interval between messages, counted from 1970-01-01T00:00Z. 1s or more.
	 * Required unless 'cron' is set.
	 * @param payload Payload to send. The text itself for a queue of strings, JSON of the
	 * payload type otherwise.
	 * @param sendWithin Maximum delay of a message that could not be sent on time because
	 * no instance was running, Redis was unavailable or the queue was full. If several
	 * were missed, only the latest is sent. Unlimited by default.
	 */
	public record Schedule(@DefaultValue("true") boolean enabled, @Nullable String cron,
			@DefaultValue("UTC") String zone, @Nullable Duration every, @Nullable String payload,
			@Nullable Duration sendWithin) {

	}

	/**
	 * Delay before the next attempt: exponential backoff with full jitter.
	 *
	 * @param initial Maximum backoff delay after the first attempt. The delay is random,
	 * up to the maximum.
	 * @param multiplier Factor by which the maximum backoff delay grows with each
	 * attempt. 1 or more.
	 * @param max Maximum backoff delay after any attempt.
	 */
	public record Backoff(@Nullable Duration initial, @Nullable Double multiplier, @Nullable Duration max) {

	}

	/**
	 * Dead letters that are kept. Those beyond are deleted in steps, the longest dead
	 * first, when messages become dead letters and when the queue is looked at.
	 *
	 * @param keep Time for which a dead letter is kept. Unlimited by default.
	 * @param max Maximum number of dead letters that are kept. Unlimited by default.
	 */
	public record DeadLetters(@Nullable Duration keep, @Nullable Long max) {

	}

	/**
	 * One topic.
	 *
	 * @param payloadType Type of the payloads. That of the topic's queues by default, or
	 * 'java.lang.String' if there are none.
	 * @param key Name of the topic in Redis. Same as the name of the topic by default.
	 * @param queues Names of the queues that each message is sent to, in addition to the
	 * broadcast. None by default.
	 * @param payloadConverter Name of the 'PayloadConverter' bean that converts the
	 * payloads. That of the topic's queues by default.
	 * @param maxPayloadSize Maximum size of a payload as it is stored. A publish beyond
	 * it fails. The lowest of the topic's queues by default.
	 */
	public record Topic(@Nullable String payloadType, @Nullable String key, @DefaultValue List<String> queues,
			@Nullable String payloadConverter, @Nullable DataSize maxPayloadSize) {

		public Topic {
			queues = List.copyOf(queues);
		}

	}

}
