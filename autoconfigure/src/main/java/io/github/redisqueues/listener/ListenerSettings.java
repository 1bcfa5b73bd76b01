package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * How a container works its queue off, each value checked. Immutable.
 *
 * @param concurrency how many messages or batches at once in this process
 * @param batchSize how many messages a batch handler gets at the most, 1 to 500
 * @param acknowledgement who acknowledges
 * @param timeLimit how long a handler may take until its thread is interrupted and its
 * lease no longer renewed; zero for no limit
 * @param doNotRetry exceptions after which a message becomes a dead letter at once; those
 * derived from them count too, and so do causes
 * @param errorHandler decides what becomes of a message whose handler failed
 * @param shutdownTimeout how long a stopping container waits for its handlers
 * @param virtualThreads whether workers are virtual threads, which needs Java 21
 * @param autoStartup whether the container starts with the application
 */
public record ListenerSettings(Concurrency concurrency, int batchSize, Acknowledgement acknowledgement,
		Duration timeLimit, List<Class<? extends Throwable>> doNotRetry, ErrorHandler errorHandler,
		Duration shutdownTimeout, boolean virtualThreads, boolean autoStartup) {

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
	}

	/**
	 * Settings with every default: one worker, batches of 10, acknowledgement by the
	 * container.
	 * @return the settings
	 */
	public static ListenerSettings defaults() {
		return builder().build();
	}

	/**
	 * Begins with every default.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	public ListenerSettings withBatchSize(int batchSize) {
		return new ListenerSettings(this.concurrency, batchSize, this.acknowledgement, this.timeLimit, this.doNotRetry,
				this.errorHandler, this.shutdownTimeout, this.virtualThreads, this.autoStartup);
	}

	/**
	 * Gathers settings; what is not said keeps its default. Not safe for use by several
	 * threads.
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

		/**
		 * Tells whether an error handler was set.
		 * @return whether there is one
		 */
		public boolean hasErrorHandler() {
			return this.errorHandler != null;
		}

		/**
		 * Checks the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of its range, naming it
		 */
		public ListenerSettings build() {
			return new ListenerSettings(this.concurrency, this.batchSize, this.acknowledgement, this.timeLimit,
					this.doNotRetry, (this.errorHandler != null) ? this.errorHandler : AS_SUGGESTED,
					this.shutdownTimeout, this.virtualThreads, this.autoStartup);
		}

	}

}
