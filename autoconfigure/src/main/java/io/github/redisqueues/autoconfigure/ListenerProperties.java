package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Configuration properties of listeners. An attribute of the annotation takes precedence,
 * then {@code queues.instances.<name>.listener}, then these.
 *
 * @param enabled Whether methods annotated with '@QueueListener' are called. Does not
 * affect containers created in code.
 * @param autoStartup Whether listeners start with the application.
 * @param concurrency Number of messages, or batches, that a listener handles at the same
 * time in each process. A number such as '8' or a range such as '2-8'.
 * @param batchSize Maximum number of messages passed to a listener method that takes a
 * list. 1 to 500.
 * @param timeLimit Time after which the thread of a handler is interrupted and the lease
 * of its messages is no longer renewed. Unlimited by default.
 * @param doNotRetry Exception classes after which a message becomes a dead letter at
 * once. Subclasses and causes count as well.
 * @param shutdownTimeout Time that a stopping listener waits for its handlers and settles
 * their messages. Must not exceed 'spring.lifecycle.timeout-per-shutdown-phase'. By
 * default shorter than that by a tenth, but by no more than two seconds.
 * @param circuitBreaker Pause of a listener after failures in a row.
 */
@ConfigurationProperties("queues.listener")
public record ListenerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("1") String concurrency, @DefaultValue("10") int batchSize, @Nullable Duration timeLimit,
		@DefaultValue List<String> doNotRetry, @Nullable Duration shutdownTimeout,
		@DefaultValue CircuitBreaker circuitBreaker) {

	public ListenerProperties {
		doNotRetry = List.copyOf(doNotRetry);
	}

	/**
	 * Returns the settings that a queue can have as well.
	 */
	Instance common() {
		return new Instance(this.autoStartup, this.concurrency, this.batchSize, this.timeLimit, this.doNotRetry,
				this.circuitBreaker);
	}

	/**
	 * Settings for the listeners of one queue. For a setting that is null, the one of
	 * {@code queues.listener} applies.
	 *
	 * @param autoStartup Whether listeners of the queue start with the application. Same
	 * as under 'queues.listener' by default.
	 * @param concurrency Number of messages, or batches, that a listener handles at the
	 * same time in each process. A number such as '8' or a range such as '2-8'. Same as
	 * under 'queues.listener' by default.
	 * @param batchSize Maximum number of messages passed to a listener method that takes
	 * a list. 1 to 500. Same as under 'queues.listener' by default.
	 * @param timeLimit Time after which the thread of a handler is interrupted and the
	 * lease of its messages is no longer renewed. Same as under 'queues.listener' by
	 * default.
	 * @param doNotRetry Exception classes after which a message becomes a dead letter at
	 * once. Subclasses and causes count as well. Same as under 'queues.listener' by
	 * default.
	 * @param circuitBreaker Pause of a listener after failures in a row.
	 */
	public record Instance(@Nullable Boolean autoStartup, @Nullable String concurrency, @Nullable Integer batchSize,
			@Nullable Duration timeLimit, @Nullable List<String> doNotRetry,
			@DefaultValue CircuitBreaker circuitBreaker) {

		public Instance {
			doNotRetry = (doNotRetry != null) ? List.copyOf(doNotRetry) : null;
		}

	}

	/**
	 * Pause of a listener after failures in a row.
	 *
	 * @param failures Number of failures in a row in one process after which a listener
	 * takes no messages. Unlimited by default.
	 * @param openFor Time after which the listener tries one message at a time, until one
	 * is handled. 30s by default.
	 * @param exceptions Exception classes that count as failures. Subclasses and causes
	 * count as well. All but 'RetryLater' by default.
	 * @param scope Whether only the process whose listener fails takes no messages, or
	 * the whole fleet. 'process' by default.
	 */
	public record CircuitBreaker(@Nullable Integer failures, @Nullable Duration openFor,
			@Nullable List<String> exceptions, io.github.redisqueues.listener.CircuitBreaker.@Nullable Scope scope) {

	}

}
