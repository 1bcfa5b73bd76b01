package io.github.redisqueues.internal.listener.method;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ListenerSettings;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation says.
 *
 * @param id what the listener is called
 * @param queues names of the queues, one or more
 * @param concurrency null if it does not say
 * @param batchSize null if it does not say
 * @param acknowledgement when messages are acknowledged
 * @param timeLimit null if it does not say
 * @param autoStartup null if it does not say
 * @param errorHandler name of a bean, empty if it does not say
 */
record ListenerAttributes(String id, List<String> queues, @Nullable Concurrency concurrency,
		@Nullable Integer batchSize, Acknowledgement acknowledgement, @Nullable Duration timeLimit,
		@Nullable Boolean autoStartup, String errorHandler) {

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
