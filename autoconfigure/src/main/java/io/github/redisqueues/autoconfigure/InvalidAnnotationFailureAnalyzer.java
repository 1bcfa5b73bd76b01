package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with a {@code @QueueListener}, {@code @TopicListener} or
 * {@code @DistributedLock}.
 */
final class InvalidAnnotationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidAnnotationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidAnnotationException cause) {
		return new FailureAnalysis(cause.getDescription() + ".", cause.getAction(), cause);
	}

}
