package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Listeners. An attribute of the annotation takes precedence, then
 * {@code queues.instances.<name>.listener} of its queue, then these properties.
 *
 * @param enabled Whether methods with '@QueueListener' are called. Containers that are
 * made in code are not concerned.
 * @param autoStartup Whether listeners start with the application.
 * @param concurrency How many messages, or batches, a listener works on at once in each
 * process. A number such as '8' or a range such as '2-8'.
 * @param batchSize How many messages a listener that takes a list gets at the most. 1 to
 * 500.
 * @param timeLimit How long a handler may take until its thread is interrupted and the
 * lease of its messages no longer renewed. No limit by default.
 * @param doNotRetry Classes of exceptions after which a message becomes a dead letter at
 * once. Those derived from them count, and so do causes.
 * @param shutdownTimeout How long a stopping listener waits for its handlers and settles
 * their messages. By default a tenth less than
 * 'spring.lifecycle.timeout-per-shutdown-phase', but not more than two seconds less. May
 * not be longer than that.
 */
@ConfigurationProperties("queues.listener")
public record ListenerProperties(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean autoStartup,
		@DefaultValue("1") String concurrency, @DefaultValue("10") int batchSize, @Nullable Duration timeLimit,
		@DefaultValue List<String> doNotRetry, @Nullable Duration shutdownTimeout) {

	public ListenerProperties {
		doNotRetry = List.copyOf(doNotRetry);
	}

	/**
	 * Returns the values that a queue can set too.
	 */
	Instance common() {
		return new Instance(this.autoStartup, this.concurrency, this.batchSize, this.timeLimit, this.doNotRetry);
	}

	/**
	 * Listeners of one queue. A value that is null is left to {@code queues.listener}.
	 *
	 * @param autoStartup Whether listeners of the queue start with the application.
	 * @param concurrency How many messages, or batches, a listener of the queue works on
	 * at once in each process. A number such as '8' or a range such as '2-8'.
	 * @param batchSize How many messages a listener of the queue that takes a list gets
	 * at the most. 1 to 500.
	 * @param timeLimit How long a handler may take until its thread is interrupted and
	 * the lease of its messages no longer renewed.
	 * @param doNotRetry Classes of exceptions after which a message of the queue becomes
	 * a dead letter at once, in place of those for all queues.
	 */
	public record Instance(@Nullable Boolean autoStartup, @Nullable String concurrency, @Nullable Integer batchSize,
			@Nullable Duration timeLimit, @Nullable List<String> doNotRetry) {

		public Instance {
			doNotRetry = (doNotRetry != null) ? List.copyOf(doNotRetry) : null;
		}

	}

}
