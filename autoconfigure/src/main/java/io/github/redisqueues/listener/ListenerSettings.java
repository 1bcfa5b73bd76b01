package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a listener container. Each value is checked. Immutable.
 *
 * @param concurrency number of messages or batches handled at the same time in this
 * process
 * @param batchSize maximum number of messages in a batch, 1 to 500
 * @param acknowledgement when messages are acknowledged
 * @param timeLimit maximum time of a handler call; past it the handler's thread is
 * interrupted and the lease is no longer renewed; zero for no limit
 * @param doNotRetry exceptions after which a message becomes a dead letter at once,
 * including their subclasses, also when they are the cause of the exception thrown
 * @param errorHandler decides what to do with a message whose handler failed
 * @param shutdownTimeout how long a stopping container waits for its handlers
 * @param virtualThreads whether workers are virtual threads; requires Java 21
 * @param autoStartup whether the container starts with the application
 * @param circuitBreaker makes the listener pause after failures in a row, empty for none
 */
public record ListenerSettings(Concurrency concurrency, int batchSize, Acknowledgement acknowledgement,
		Duration timeLimit, List<Class<? extends Throwable>> doNotRetry, ErrorHandler errorHandler,
		Duration shutdownTimeout, boolean virtualThreads, boolean autoStartup,
		Optional<CircuitBreaker> circuitBreaker) {

	/**
	 * The longest time limit and shutdown timeout.
	 */
	public static final Duration LONGEST_TIME = Durations.LONGEST;

	/**
	 * The largest batch size.
	 */
	public static final int LARGEST_BATCH = 500;

	private static final ErrorHandler AS_SUGGESTED = (delivery, failure, suggested) -> suggested;

	public ListenerSettings {
		Objects.requireNonNull(concurrency, "concurrency must not be null");
		if (batchSize < 1 || batchSize > LARGEST_BATCH) {
			throw new InvalidValueException("batchSize", "must be 1 to " + LARGEST_BATCH, batchSize);
		}
		Objects.requireNonNull(acknowledgement, "acknowledgement must not be null");
		Durations.requireNotNegative("timeLimit", timeLimit);
		doNotRetry = List.copyOf(doNotRetry);
		Objects.requireNonNull(errorHandler, "errorHandler must not be null");
		Durations.requireNotNegative("shutdownTimeout", shutdownTimeout);
		Objects.requireNonNull(circuitBreaker, "circuitBreaker must not be null");
	}

	/**
	 * Returns the default settings: one worker, batches of up to 10 messages,
	 * acknowledgement {@link Acknowledgement#ON_RETURN on return}.
	 * @return the settings
	 */
	public static ListenerSettings defaults() {
		return builder().build();
	}

	/**
	 * Returns a builder that has the default settings.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns these settings with another batch size.
	 * @param batchSize maximum number of messages in a batch, 1 to 500
	 * @return the settings
	 * @throws IllegalArgumentException if the batch size is out of range
	 */
	public ListenerSettings withBatchSize(int batchSize) {
		return new ListenerSettings(this.concurrency, batchSize, this.acknowledgement, this.timeLimit, this.doNotRetry,
				this.errorHandler, this.shutdownTimeout, this.virtualThreads, this.autoStartup, this.circuitBreaker);
	}

	/**
	 * Builds settings. A setting that is not set keeps its default. Not safe for use by
	 * several threads.
	 */
	public static final class Builder {

		private Concurrency concurrency = Concurrency.of(1);

		private int batchSize = 10;

		private Acknowledgement acknowledgement = Acknowledgement.ON_RETURN;

		private Duration timeLimit = Duration.ZERO;

		private List<Class<? extends Throwable>> doNotRetry = List.of();

		private @Nullable ErrorHandler errorHandler;

		private Duration shutdownTimeout = Duration.ofSeconds(30);

		private boolean virtualThreads;

		private boolean autoStartup = true;

		private @Nullable CircuitBreaker circuitBreaker;

		private Builder() {
		}

		public Builder concurrency(Concurrency concurrency) {
			this.concurrency = concurrency;
			return this;
		}

		public Builder concurrency(int workers) {
			return concurrency(Concurrency.of(workers));
		}

		public Builder batchSize(int batchSize) {
			this.batchSize = batchSize;
			return this;
		}

		public Builder acknowledgement(Acknowledgement acknowledgement) {
			this.acknowledgement = acknowledgement;
			return this;
		}

		public Builder timeLimit(Duration timeLimit) {
			this.timeLimit = timeLimit;
			return this;
		}

		public Builder doNotRetry(List<Class<? extends Throwable>> doNotRetry) {
			this.doNotRetry = doNotRetry;
			return this;
		}

		public Builder errorHandler(ErrorHandler errorHandler) {
			this.errorHandler = errorHandler;
			return this;
		}

		public Builder shutdownTimeout(Duration shutdownTimeout) {
			this.shutdownTimeout = shutdownTimeout;
			return this;
		}

		public Builder virtualThreads(boolean virtualThreads) {
			this.virtualThreads = virtualThreads;
			return this;
		}

		public Builder autoStartup(boolean autoStartup) {
			this.autoStartup = autoStartup;
			return this;
		}

		public Builder circuitBreaker(@Nullable CircuitBreaker circuitBreaker) {
			this.circuitBreaker = circuitBreaker;
			return this;
		}

		/**
		 * Tells whether an error handler is set.
		 * @return whether one is set
		 */
		public boolean hasErrorHandler() {
			return this.errorHandler != null;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of range; the message names
		 * it
		 */
		public ListenerSettings build() {
			return new ListenerSettings(this.concurrency, this.batchSize, this.acknowledgement, this.timeLimit,
					this.doNotRetry, (this.errorHandler != null) ? this.errorHandler : AS_SUGGESTED,
					this.shutdownTimeout, this.virtualThreads, this.autoStartup,
					Optional.ofNullable(this.circuitBreaker));
		}

	}

}
