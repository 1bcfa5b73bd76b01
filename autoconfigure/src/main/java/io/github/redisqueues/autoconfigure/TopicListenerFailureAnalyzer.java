package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.topic.InvalidTopicListenerException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains what is wrong with a {@code @TopicListener}.
 */
final class TopicListenerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidTopicListenerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidTopicListenerException cause) {
		return new FailureAnalysis(cause.getDescription() + ".", cause.getAction(), cause);
	}

}
