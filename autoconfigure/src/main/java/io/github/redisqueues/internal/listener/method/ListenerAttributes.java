package io.github.redisqueues.internal.listener.method;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ListenerSettings;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one annotation, checked and with placeholders resolved.
 *
 * @param id the listener's id
 * @param queues names of the queues, one or more
 * @param concurrency number of workers, null if not set
 * @param batchSize maximum batch size, null if not set
 * @param acknowledgement when messages are acknowledged
 * @param timeLimit maximum time of a call, null if not set
 * @param autoStartup whether the listener starts with the application, null if not set
 * @param errorHandler name of the error handler bean, empty if not set
 */
record ListenerAttributes(String id, List<String> queues, @Nullable Concurrency concurrency,
		@Nullable Integer batchSize, Acknowledgement acknowledgement, @Nullable Duration timeLimit,
		@Nullable Boolean autoStartup, String errorHandler) {

	/**
	 * Sets the attributes that the annotation has.
	 */
	void applyTo(ListenerSettings.Builder settings) {
		if (this.concurrency != null) {
			settings.concurrency(this.concurrency);
		}
		if (this.batchSize != null) {
			settings.batchSize(this.batchSize);
		}
		settings.acknowledgement(this.acknowledgement);
		if (this.timeLimit != null) {
			settings.timeLimit(this.timeLimit);
		}
		if (this.autoStartup != null) {
			settings.autoStartup(this.autoStartup);
		}
	}

}
