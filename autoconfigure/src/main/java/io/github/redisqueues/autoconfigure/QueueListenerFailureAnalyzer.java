package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.listener.method.InvalidQueueListenerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with a {@code @QueueListener}.
 */
final class QueueListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidQueueListenerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidQueueListenerException cause) {
		return new FailureAnalysis(cause.getDescription() + ".", cause.getAction(), cause);
	}

}
